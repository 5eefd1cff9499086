import { hourMs } from '@/lib/time'
import { incidentScenario } from '../choose-scenario'
import type { Scenario } from '../scenario'

/** The first incident of a kind that lasts an hour or more of a busy day, without history. */
export function busyIncident(kind: string, firstSeed = 1): Scenario {
  // Few fail: only a large shop meets some within the hour.
  const size = kind === 'checkout-500-5' ? 900 : 190
  for (let seed = firstSeed; ; seed += 1) {
    const scenario = incidentScenario(seed, { kind, size, historyDays: 0 })
    if (!scenario?.incident) throw new Error(`There is no incident ${kind}`)
    const { startMs, endMs } = scenario.incident
    const hour = new Date(startMs).getUTCHours()
    if (hour >= 14 && hour < 17 && endMs - startMs > hourMs) return scenario
  }
}
