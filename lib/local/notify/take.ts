import type { AlarmChange } from '@/lib/local/state-transition'
import type { Session } from '@/lib/local/store/duckdb'
import { longestPauseMs } from './retry'
import type { Now } from './words'

/** A message whose time has come: what it tells is settled, so that each repeat tells the same. */
export interface Taken {
  /** The row of the outbox. */
  id: number
  messageId: string
  attempts: number
  notedMs: number
  /** Oldest first. */
  changes: [AlarmChange, ...AlarmChange[]]
  now: Now
}

interface Waiting {
  id: number
  alarm: string
  foldedUntilMs: number | null
  attempts: number
  dueMs: number
  /** Others are folded into it already. */
  leads: boolean
}

const mostSingly = 3
const mostChanges = 1000

/**
 * Which waiting rows are told together with `next`: of its alarm, those whose folding has ended; and
 * when a recipient could not be told of more than three changes one by one, all that failed.
 */
export function together(next: Waiting, waiting: Waiting[], nowMs: number): Waiting[] {
  const same = waiting.filter(({ alarm }) => alarm === next.alarm)
  const ended = same.filter(({ foldedUntilMs: until }) => until !== null && until <= nowMs)
  const failed = same.filter(({ attempts }) => attempts > 0)
  const many = failed.length > mostSingly || failed.some(({ leads }) => leads)
  const foldable = [...new Set([...ended, ...(many ? failed : [])])]
  if (!foldable.includes(next)) return [next]
  return foldable.sort((a, b) => a.id - b.id)
}

async function waitingFor(session: Session, arn: string): Promise<Waiting[]> {
  const { rows } = await session.query(
    `SELECT id, alarm, folded_until, attempts, due, id IN (SELECT told_by FROM outbox WHERE told_by IS NOT NULL)
     FROM outbox WHERE target = $1 AND status = 'waiting' ORDER BY id`,
    [arn],
  )
  return rows.map(([id, alarm, until, attempts, due, leads]) => ({
    id: Number(id),
    alarm: String(alarm),
    foldedUntilMs: until == null ? null : Number(until),
    attempts: Number(attempts),
    dueMs: Number(due),
    leads: leads === true,
  }))
}

async function fold(session: Session, rows: Waiting[], leader: Waiting, nowMs: number) {
  const others = rows.filter((row) => row !== leader).map(({ id }) => id)
  if (others.length === 0) return
  const ids = others.join(',')
  const among = (column: string) =>
    `list_contains(string_split($2, ','), CAST(${column} AS VARCHAR))`
  await session.run(
    `UPDATE outbox SET status = 'folded', told_by = $1::BIGINT, ended = $3::BIGINT WHERE ${among('id')}`,
    [leader.id, ids, nowMs],
  )
  // What they had folded before is told by the newest now.
  await session.run(`UPDATE outbox SET told_by = $1::BIGINT WHERE ${among('told_by')}`, [
    leader.id,
    ids,
  ])
}

interface Side {
  stateValue: AlarmChange['to']
}

/** The state of an alarm now, from its history: those who are told of some states only hear of all that way. */
async function stateNow(session: Session, newest: AlarmChange): Promise<Now> {
  const { rows } = await session.query(
    `SELECT ts, data FROM alarm_history_items WHERE name = $1 AND kind = 'StateUpdate' ORDER BY id DESC LIMIT 10`,
    [newest.definition.AlarmName],
  )
  for (const [ts, data] of rows) {
    const { oldState, newState } = JSON.parse(String(data)) as { oldState: Side; newState: Side }
    if (oldState.stateValue !== newState.stateValue)
      return { state: newState.stateValue, sinceMs: Number(ts) }
  }
  return { state: newest.to, sinceMs: newest.atMs }
}

/** The next message for a recipient, or when the next is due; null when none waits. */
export async function takeNext(
  session: Session,
  arn: string,
  nowMs: number,
): Promise<{ taken: Taken } | { dueMs: number | null }> {
  const waiting = await waitingFor(session, arn)
  // Due beyond any pause: written before the clock was set back.
  const isDue = ({ dueMs }: Waiting) => dueMs <= nowMs || dueMs > nowMs + longestPauseMs
  const next = waiting.find(isDue)
  if (!next) {
    const dues = waiting.map(({ dueMs }) => dueMs)
    return { dueMs: dues.length === 0 ? null : Math.min(...dues) }
  }
  const rows = together(next, waiting, nowMs)
  const leader = rows.at(-1) ?? next
  await fold(session, rows, leader, nowMs)
  const [{ rows: told }, { rows: own }] = [
    await session.query(
      'SELECT change FROM outbox WHERE id = $1::BIGINT OR told_by = $1::BIGINT ORDER BY id DESC LIMIT $2::BIGINT',
      [leader.id, mostChanges],
    ),
    await session.query('SELECT message, noted FROM outbox WHERE id = $1::BIGINT', [leader.id]),
  ]
  const [first, ...rest] = told
    .reverse()
    .map(([change]) => JSON.parse(String(change)) as AlarmChange)
  if (!first) throw new Error(`Row ${leader.id} of the outbox is gone`)
  return {
    taken: {
      id: leader.id,
      messageId: String(own[0]?.[0]),
      notedMs: Number(own[0]?.[1]),
      attempts: leader.attempts,
      changes: [first, ...rest],
      now: await stateNow(session, rest.at(-1) ?? first),
    },
  }
}
