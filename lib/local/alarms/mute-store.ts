import type { MuteSchedule } from '@/lib/alarms/mute-schedule'
import { recordsOf, type Session } from '@/lib/local/store/duckdb'

/** A mute rule as PutAlarmMuteRule takes it; moments are epoch ms. */
export interface MuteRule {
  name: string
  description?: string
  schedule: MuteSchedule
  /** Names of alarms. */
  targets: readonly string[]
  startDateMs?: number
  expireDateMs?: number
  /** When it was put first; putting it again while it mutes only changes its end. */
  putMs: number
}

export interface StoredMuteRule extends MuteRule {
  /** No one is notified of state transitions from here … */
  fromMs: number
  /** … to here. */
  toMs: number
  updatedMs: number
}

// ended: what was held back has been sent.
export const muteTables = `
  CREATE TABLE IF NOT EXISTS alarm_mute_rules (name VARCHAR PRIMARY KEY, body VARCHAR, starts BIGINT, ends BIGINT, updated BIGINT, ended BOOLEAN);`

interface Row {
  body: string
  fromMs: number
  toMs: number
  updatedMs: number
}

async function rulesWhere(
  { query }: Pick<Session, 'query'>,
  condition: string,
): Promise<StoredMuteRule[]> {
  const rows = recordsOf<Row>(
    await query(
      `SELECT body, starts AS fromMs, ends AS toMs, updated AS updatedMs FROM alarm_mute_rules ${condition} ORDER BY name`,
    ),
  )
  // Written by this file.
  return rows.map(({ body, ...row }) => ({ ...(JSON.parse(body) as MuteRule), ...row }))
}

export const readMuteRules = (session: Pick<Session, 'query'>) => rulesWhere(session, '')
/** Those whose end has not been dealt with. */
export const openMuteRules = (session: Pick<Session, 'query'>) =>
  rulesWhere(session, 'WHERE NOT ended')

export async function writeMuteRule(
  { run }: Session,
  { fromMs, toMs, updatedMs, ...rule }: StoredMuteRule,
): Promise<void> {
  await run('DELETE FROM alarm_mute_rules WHERE name = $1', [rule.name])
  await run(
    'INSERT INTO alarm_mute_rules VALUES ($1, $2, $3::BIGINT, $4::BIGINT, $5::BIGINT, false)',
    [rule.name, JSON.stringify(rule), fromMs, toMs, updatedMs],
  )
}

export const deleteMuteRule = ({ run }: Session, name: string): Promise<void> =>
  run('DELETE FROM alarm_mute_rules WHERE name = $1', [name])

export const markEnded = ({ run }: Session, name: string): Promise<void> =>
  run('UPDATE alarm_mute_rules SET ended = true WHERE name = $1', [name])

/** From when on a rule has held back messages, epoch ms. */
export const heldFromMs = ({ fromMs, putMs }: StoredMuteRule): number => Math.max(fromMs, putMs)

/** The rule that holds back the messages of an alarm at a moment: the one that does so longest. */
export const muting = (
  rules: readonly StoredMuteRule[],
  alarm: string,
  atMs: number,
): StoredMuteRule | undefined =>
  rules
    .filter(
      ({ targets, fromMs, toMs }) => targets.includes(alarm) && fromMs <= atMs && atMs <= toMs,
    )
    .sort((a, b) => b.toMs - a.toMs)[0]
