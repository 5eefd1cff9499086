import { isTrouble, type Said } from './said'
import type { Scenario } from './scenario'

export interface HealthyScore {
  scenario: Scenario
  instants: number
  troubled: number
  /** Times that it began to say trouble: each would be a message. */
  episodes: number
  /** Instants with a loss whose lower bound is above half an order. */
  invented: number
}

export function scoreHealthy(scenario: Scenario, said: readonly Said[]): HealthyScore {
  const score = { scenario, instants: said.length, troubled: 0, episodes: 0, invented: 0 }
  let wasTrouble = false
  for (const one of said) {
    const trouble = isTrouble(one)
    if (trouble) score.troubled += 1
    if (trouble && !wasTrouble) score.episodes += 1
    if ((one.lostOrders?.low ?? 0) > 0.5) score.invented += 1
    wasTrouble = trouble
  }
  return score
}
