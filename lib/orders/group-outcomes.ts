import type { Visit } from '@/lib/visits/visits'

/** Failures and good answers, and the good ones since the last failure. */
export interface Outcomes {
  failed: number
  answered: number
  answeredSince: number
}

const maxGroups = 200
const mostFailures = 0.8

/** Outcomes by browser and by country: a failure that meets one of them alone is over when that one is answered. */
export class GroupOutcomes {
  readonly #groups = new Map<string, Outcomes>()

  add({ browser, country }: Visit, isFailure: boolean): void {
    this.#count(`browser ${browser}`, isFailure)
    this.#count(`country ${country}`, isFailure)
  }

  /** Those that met most of so many failures. */
  most(failed: number): Outcomes[] {
    return [...this.#groups.values()].filter((one) => one.failed >= mostFailures * failed)
  }

  clear(): void {
    this.#groups.clear()
  }

  #count(name: string, isFailure: boolean): void {
    let group = this.#groups.get(name)
    if (!group) {
      if (this.#groups.size >= maxGroups) return
      group = { failed: 0, answered: 0, answeredSince: 0 }
      this.#groups.set(name, group)
    }
    if (isFailure) {
      group.failed += 1
      group.answeredSince = 0
    } else {
      group.answered += 1
      group.answeredSince += 1
    }
  }
}
