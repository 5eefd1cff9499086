import { dayMs } from '@/lib/time'
import { hashOf } from './path-set'

const maxKnown = 200_000

/** Who came on an earlier day and loaded a page with its files, by address and agent; the earliest make room. */
export class KnownPeople {
  #earlier = new Set<number>()
  #today = new Set<number>()
  #day = Number.NaN

  add(client: string, agent: string, ms: number): void {
    this.#turn(ms)
    if (this.#today.size < maxKnown) this.#today.add(hashOf(`${client} ${agent}`))
  }

  has(client: string, agent: string, ms: number): boolean {
    this.#turn(ms)
    return this.#earlier.size > 0 && this.#earlier.has(hashOf(`${client} ${agent}`))
  }

  #turn(ms: number): void {
    const day = Math.floor(ms / dayMs)
    if (day === this.#day) return
    this.#day = day
    // Put in again, whoever came today is the last to make room.
    for (const one of this.#today) {
      this.#earlier.delete(one)
      this.#earlier.add(one)
    }
    this.#today.clear()
    for (const one of this.#earlier) {
      if (this.#earlier.size <= maxKnown) break
      this.#earlier.delete(one)
    }
  }
}
