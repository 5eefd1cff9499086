import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { again } from './part-rows'
import type { Outcome } from './run-scenario'
import type { Scenario } from './scenario'

/** The scores of scenarios that a run before has had judged: a line of JSON for each. */
export interface KeptOutcomes {
  of(scenario: Scenario): Outcome | undefined
  add(scenario: Scenario, outcome: Outcome): void
}

export const nothingKept: KeptOutcomes = { of: () => undefined, add: () => {} }

const infinite = '∞'
const written = (_: string, value: unknown) =>
  value === Number.POSITIVE_INFINITY ? infinite : value
const read = (_: string, value: unknown) => (value === infinite ? Number.POSITIVE_INFINITY : value)

/** Those in a file, which grows by each that is added. What gave no answer is not kept. */
export function outcomesIn(file: string, every: string): KeptOutcomes {
  const nameOf = (scenario: Scenario) => `${again(scenario)} --every ${every}`
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []
  const kept = new Map(
    lines.map((line) => {
      const { run, kind, score } = JSON.parse(line, read)
      return [run as string, { kind, score }] as const
    }),
  )
  return {
    of(scenario) {
      const one = kept.get(nameOf(scenario))
      if (!one) return undefined
      const { incident } = scenario
      return { ...one, score: { ...one.score, scenario, ...(incident ? { incident } : {}) } }
    },
    add(scenario, outcome) {
      if (outcome.kind === 'no-answer') return
      const { kind, score } = outcome
      const own = { ...score, scenario: undefined, incident: undefined }
      appendFileSync(
        file,
        `${JSON.stringify({ run: nameOf(scenario), kind, score: own }, written)}\n`,
      )
    },
  }
}
