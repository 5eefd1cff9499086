import { nameOfAlarm } from '@/lib/alarms/rule'
import { recordsOf, type Session } from '@/lib/local/store/duckdb'
import type { CompositeDefinition } from './definition'
import { lastChange } from './history'

/** Why the actions of a composite alarm's state have not been performed yet. */
export interface Suppression {
  alarm: string
  by: 'WaitPeriod' | 'Alarm' | 'ExtensionPeriod'
  /** Epoch ms; null while the suppressor is in ALARM. */
  untilMs: number | null
}

export const suppressionTables =
  'CREATE TABLE IF NOT EXISTS alarm_suppressions (alarm VARCHAR PRIMARY KEY, suppressed_by VARCHAR, until BIGINT);'

type Reader = Pick<Session, 'query'>

/** The suppressions by the names of the alarms. */
export async function readSuppressions({ query }: Reader): Promise<Map<string, Suppression>> {
  const found = recordsOf<Suppression>(
    await query(
      'SELECT alarm, suppressed_by AS "by", until AS "untilMs" FROM alarm_suppressions ORDER BY alarm',
    ),
  )
  return new Map(found.map((one) => [one.alarm, one]))
}

export async function writeSuppression(
  { run }: Session,
  { alarm, by, untilMs }: Suppression,
): Promise<void> {
  await run('INSERT OR REPLACE INTO alarm_suppressions VALUES ($1, $2, $3::BIGINT)', [
    alarm,
    by,
    untilMs,
  ])
}

export const endSuppression = ({ run }: Session, alarm: string): Promise<void> =>
  run('DELETE FROM alarm_suppressions WHERE alarm = $1', [alarm])

interface Suppressed {
  name: string
  definition: CompositeDefinition
}

/** Until when the suppressor holds back actions after its ALARM, epoch ms; null when it does not. */
async function extendedMs(
  { query }: Reader,
  { ActionsSuppressor = '', ActionsSuppressorExtensionPeriod = 0 }: CompositeDefinition,
): Promise<number | 'in ALARM' | null> {
  const name = nameOfAlarm(ActionsSuppressor)
  const { rows } = await query('SELECT state FROM alarms WHERE name = $1', [name])
  if (rows[0]?.[0] === 'ALARM') return 'in ALARM'
  const last = await lastChange({ query }, name)
  return last?.from === 'ALARM' ? last.atMs + ActionsSuppressorExtensionPeriod * 1000 : null
}

/** What holds back the actions of an alarm at a moment, epoch ms, when nothing did before. */
export async function newSuppression(
  session: Reader,
  { name, definition }: Suppressed,
  atMs: number,
): Promise<Suppression> {
  const extended = await extendedMs(session, definition)
  if (extended === 'in ALARM') return { alarm: name, by: 'Alarm', untilMs: null }
  if (extended !== null && extended > atMs)
    return { alarm: name, by: 'ExtensionPeriod', untilMs: extended }
  const waitMs = (definition.ActionsSuppressorWaitPeriod ?? 0) * 1000
  return { alarm: name, by: 'WaitPeriod', untilMs: atMs + waitMs }
}

/** What holds them back now, null when their time has come. */
export async function suppressionAt(
  session: Reader,
  before: Suppression,
  definition: CompositeDefinition,
  atMs: number,
): Promise<Suppression | null> {
  if (definition.ActionsSuppressor === undefined) return null
  const { alarm } = before
  const extended = await extendedMs(session, definition)
  if (extended === 'in ALARM') return { alarm, by: 'Alarm', untilMs: null }
  const now: Suppression =
    before.by === 'Alarm' ? { alarm, by: 'ExtensionPeriod', untilMs: extended ?? atMs } : before
  return now.untilMs !== null && now.untilMs <= atMs ? null : now
}
