import type { Settings } from './arguments'
import { healthyScenario, incidentScenario } from './choose-scenario'
import { type KeptOutcomes, nothingKept } from './kept-outcomes'
import { again } from './part-rows'
import type { Judge } from './product'
import { type Outcome, runScenario } from './run-scenario'
import type { Scenario } from './scenario'

/** The scenarios of a run: the next seed for each, so that any can be run again alone. */
export function scenariosOf({ seed, days, incidents, ...wanted }: Settings): Scenario[] {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => seed + at)
  return [
    ...numbers(days).map((one) => healthyScenario(one, wanted)),
    ...numbers(incidents).map((one) => incidentScenario(one, wanted)),
  ].filter((scenario) => scenario !== null)
}

/** Runs all scenarios that are not kept, some at a time; outcomes are in the order of the scenarios. */
export async function evaluate(
  settings: Settings,
  judge: Judge,
  tell: (progress: string) => void,
  kept: KeptOutcomes = nothingKept,
): Promise<Outcome[]> {
  const scenarios = scenariosOf(settings)
  const outcomes: Outcome[] = []
  let next = 0
  let done = 0
  async function work(): Promise<void> {
    for (;;) {
      const at = next
      const scenario = scenarios[at]
      if (!scenario) return
      next += 1
      const beganMs = performance.now()
      const before = kept.of(scenario)
      const outcome = before ?? (await runScenario(scenario, judge, settings.keep))
      if (!before) kept.add(scenario, outcome)
      outcomes[at] = outcome
      done += 1
      const seconds = ((performance.now() - beganMs) / 1000).toFixed(1)
      tell(`${done}/${scenarios.length}  ${again(scenario)}  ${inShort(outcome)}  ${seconds} s`)
    }
  }
  await Promise.all(Array.from({ length: settings.jobs }, work))
  return outcomes
}

function inShort(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'no-answer':
      return `no answer: ${outcome.reason}`
    case 'healthy':
      return `${outcome.score.troubled} of ${outcome.score.instants} instants in trouble`
    case 'incident': {
      const { said, lostOrders } = outcome.score
      return said
        ? `said after ${said.afterMinutes.toFixed(0)} min, ${lostOrders} orders lost in all`
        : `not said, ${lostOrders} orders lost`
    }
  }
}
