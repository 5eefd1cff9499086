import type { AlarmState } from '@/lib/alarms/state'
import type { EngineContext } from '@/lib/local/context'
import type { Session } from '@/lib/local/store/duckdb'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { readAlarms, type StoredAlarm, writeState } from './alarm-store'
import { endMutes } from './end-mutes'
import { endSuppressions } from './end-suppressions'
import { type CompositeEvaluator, compositesOf, evaluateComposite } from './evaluate-composite'
import { evaluateMetric, type Failed, metricEvaluators } from './evaluate-metric'
import { forgetOldHistory } from './history'
import { openMuteRules } from './mute-store'
import { readSuppressions } from './suppression-store'
import { endPast, type NewState, noteTransition, transition } from './transition'

// Minutes that are evaluated in one transaction: between two of them others can write.
const chunkMs = dayMs

export interface Minutes {
  /** The newest minute that has closed, as the epoch ms of its close. */
  closedMs: number
  /** How far back minutes are evaluated at most. */
  maxMs: number
  failed: Failed
}

/** The minute before the first datapoint, of whatever metric: until then no alarm has anything to say. */
async function beforeFirst({ query }: Session, closedMs: number): Promise<number> {
  const { rows } = await query('SELECT min(ts) FROM datapoints')
  const firstMs = rows[0]?.[0]
  return firstMs == null
    ? closedMs - minuteMs
    : Math.min(Math.floor(Number(firstMs) / minuteMs) * minuteMs, closedMs - minuteMs)
}

interface Startable extends Minutes {
  /** After which minute alarms begin that were never evaluated. */
  beginMs: number
}

/** After which minute each alarm is to be evaluated. */
function startsOf(
  alarms: readonly StoredAlarm[],
  composites: readonly CompositeEvaluator[],
  { closedMs, maxMs, beginMs }: Startable,
): Map<string, number> {
  const earliest = closedMs - maxMs
  const starts = new Map<string, number>()
  for (const { name, kind, evaluatedMs } of alarms) {
    if (kind === 'MetricAlarm') starts.set(name, Math.max(evaluatedMs ?? beginMs, earliest))
  }
  for (const { alarm, rule } of composites) {
    // The states that its children had before their last evaluation are not stored.
    const children = rule.children.map((name) => starts.get(name) ?? closedMs - minuteMs)
    const first = children.length > 0 ? Math.max(...children) : closedMs - minuteMs
    starts.set(alarm.name, Math.max(alarm.evaluatedMs ?? first, earliest))
  }
  return starts
}

const minutesAfter = (fromMs: number, toMs: number) =>
  Array.from(
    { length: Math.floor((toMs - fromMs) / minuteMs) },
    (_, at) => fromMs + (at + 1) * minuteMs,
  )

async function beginPast({ run }: Session, alarms: readonly StoredAlarm[], closedMs: number) {
  const notEvaluated = alarms.filter(({ evaluatedMs }) => evaluatedMs === null)
  if (notEvaluated.length === 0) return
  for (const alarm of notEvaluated) alarm.pastUntilMs = closedMs
  await run('UPDATE alarms SET past_until = $1::BIGINT WHERE judged IS NULL', [closedMs])
}

/** Evaluates the next minutes that are due. Gives the states at the last one, and whether more are due. */
async function evaluateChunk(
  context: EngineContext,
  session: Session,
  due: Minutes,
): Promise<{ more: boolean; verdicts: Map<string, AlarmState> }> {
  const { closedMs, failed } = due
  const { alarms, broken } = await readAlarms(session)
  for (const name of broken) failed(name, 'its definition cannot be read. Put the alarm again.')
  const composites = compositesOf(alarms, failed)
  const isNew = alarms.some(({ evaluatedMs }) => evaluatedMs === null)
  const beginMs = isNew ? await beforeFirst(session, closedMs) : closedMs
  const starts = startsOf(alarms, composites, { ...due, beginMs })
  const verdicts = new Map<string, AlarmState>()
  const firstMs = Math.min(...starts.values())
  if (!(firstMs < closedMs)) return { more: false, verdicts }
  const lastMs = Math.min(closedMs, firstMs + chunkMs)
  const minutes = minutesAfter(firstMs, lastMs)
  const startOf = ({ name }: StoredAlarm) => starts.get(name) ?? closedMs
  const evaluators = await metricEvaluators(
    context.store,
    alarms.flatMap((alarm) =>
      alarm.kind === 'MetricAlarm' && startOf(alarm) < lastMs ? alarm : [],
    ),
    minutes,
    failed,
  )
  await beginPast(session, alarms, closedMs)
  const mutes = await openMuteRules(session)
  // An alarm may have lost its suppressor while that held its actions back.
  const suppressing =
    (await readSuppressions(session)).size > 0 ||
    alarms.some(
      (alarm) =>
        alarm.kind === 'CompositeAlarm' && alarm.definition.ActionsSuppressor !== undefined,
    )

  const byName = new Map(alarms.map((alarm) => [alarm.name, alarm]))
  const changed = new Set<string>()
  const judges: { alarm: StoredAlarm; judge: (atMs: number) => Omit<NewState, 'atMs'> | null }[] = [
    ...evaluators.map((one) => ({
      alarm: one.alarm,
      judge: (atMs: number) => evaluateMetric(one, atMs),
    })),
    ...composites.map((one) => ({
      alarm: one.alarm,
      judge: () => evaluateComposite(one, byName, changed),
    })),
  ]
  // Only a suppressor's state is asked for meanwhile.
  const change = suppressing ? transition : noteTransition
  const moved = new Set<StoredAlarm>()
  for (const atMs of minutes) {
    changed.clear()
    for (const { alarm, judge } of judges) {
      if (startOf(alarm) >= atMs) continue
      let found: ReturnType<typeof judge>
      try {
        found = judge(atMs)
      } catch (problem) {
        failed(alarm.name, problem)
        continue
      }
      // Hardly any minute changes anything: only those that do are waited for.
      if (found) {
        await change(context, session, alarm, { ...found, atMs })
        moved.add(alarm)
        changed.add(alarm.name)
      }
      if (atMs === closedMs) verdicts.set(alarm.name, alarm.state)
    }
    for (const alarm of alarms) {
      if (alarm.pastUntilMs !== null && alarm.pastUntilMs <= atMs)
        await endPast(context, session, alarm, atMs)
    }
    if (mutes.length > 0) await endMutes(context, session, { alarms, rules: mutes, atMs })
    if (suppressing) await endSuppressions(context, session, alarms, atMs)
  }
  if (!suppressing) for (const alarm of moved) await writeState(session, alarm)
  if (minutes.some((atMs) => atMs % hourMs === 0)) await forgetOldHistory(session, lastMs)
  await session.run(
    'UPDATE alarms SET judged = $1::BIGINT WHERE judged IS NULL OR judged < $1::BIGINT',
    [lastMs],
  )
  return { more: lastMs < closedMs, verdicts }
}

/**
 * Evaluates every alarm for the minutes that have closed since the last time, in order, and stores how
 * far it came. Each state transition is stored once, at the minute that caused it, even when this ends
 * between two chunks. Gives the state of each alarm at the last minute.
 */
export async function evaluateMinutes(
  context: EngineContext,
  due: Minutes,
  stopped: () => boolean,
): Promise<Map<string, AlarmState>> {
  for (;;) {
    const { more, verdicts } = await context.store.transaction((session) =>
      evaluateChunk(context, session, due),
    )
    if (!more || stopped()) return verdicts
  }
}
