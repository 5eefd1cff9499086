import type { AlarmState } from '@/lib/alarms/state'
import type { EngineContext } from '@/lib/local/context'
import type { Session } from '@/lib/local/store/duckdb'
import { readAlarms, type StoredAlarm, type StoredMetricAlarm } from './alarm-store'
import { changeMs, evaluateParents } from './evaluate-composite'
import { evaluateMetric, type Failed, metricEvaluators } from './evaluate-metric'
import { type NewState, transition } from './transition'

interface Again {
  /** The newest closed minute. */
  atMs: number
  nowMs: number
  /** The states found for it so far; updated. */
  verdicts: Map<string, AlarmState>
  failed: Failed
}

interface Differing {
  alarm: StoredMetricAlarm
  verdict: AlarmState
  /** Null when its state is right already. */
  now: Omit<NewState, 'atMs'> | null
}

/** The metric alarms that the minute now gives another state. One set by hand stays until the next minute. */
async function differing(
  context: EngineContext,
  session: Pick<Session, 'query'>,
  { atMs, verdicts, failed }: Again,
): Promise<{ alarms: StoredAlarm[]; found: Differing[] }> {
  const { alarms } = await readAlarms(session)
  const due = alarms.flatMap((alarm) =>
    alarm.kind === 'MetricAlarm' &&
    alarm.evaluatedMs === atMs &&
    (verdicts.has(alarm.name) || alarm.configuredMs <= atMs)
      ? alarm
      : [],
  )
  if (due.length === 0) return { alarms, found: [] }
  const evaluators = await metricEvaluators(context.store, due, [atMs], failed)
  const found = evaluators.flatMap((one): Differing[] => {
    const { alarm } = one
    try {
      const now = evaluateMetric(one, atMs)
      const verdict = now?.state ?? alarm.state
      return verdict === (verdicts.get(alarm.name) ?? alarm.state) ? [] : [{ alarm, verdict, now }]
    } catch (problem) {
      failed(alarm.name, problem)
      return []
    }
  })
  return { alarms, found }
}

/**
 * Evaluates the newest closed minute again, since events of it may have come late. Alarms that change by
 * them change now.
 */
export async function evaluateAgain(context: EngineContext, again: Again): Promise<void> {
  // Usually nothing differs: then no writer has to wait.
  if ((await differing(context, context.store, again)).found.length === 0) return
  const { nowMs, failed } = again
  const found = await context.store.transaction(async (session) => {
    const { alarms, found } = await differing(context, session, again)
    const changed = new Set<string>()
    for (const { alarm, now } of found) {
      if (!now) continue
      await transition(context, session, alarm, { ...now, atMs: changeMs(alarm, nowMs) })
      changed.add(alarm.name)
    }
    await evaluateParents(context, session, alarms, changed, { nowMs, failed })
    return found
  })
  for (const { alarm, verdict } of found) again.verdicts.set(alarm.name, verdict)
}
