import type { StateTransition } from '@/lib/local/state-transition'
import { recordsOf, type Session } from '@/lib/local/store/duckdb'
import { isRecovery, recoveryMs } from './recovery'
import { maxPauseMs } from './retry'
import type { CurrentState } from './words'

/** A message that is due: its changes are fixed, so that each retry says the same. */
export interface DueMessage {
  /** The row of the outbox. */
  id: number
  messageId: string
  attempts: number
  enqueuedMs: number
  /** Oldest first. */
  changes: [StateTransition, ...StateTransition[]]
  /** Other alarms that are OK again and share the message: the newest change of each. */
  also: StateTransition[]
  now: CurrentState
}

interface Waiting {
  id: number
  alarm: string
  foldedUntilMs: number | null
  attempts: number
  dueMs: number
  notedMs: number
  /** As JSON text. */
  change: string
  /** Others are folded into its message already. */
  leads: boolean
}

const maxSingleRetries = 3
const maxChanges = 1000

/**
 * Which waiting rows share one message with `next`: those of its alarm whose window has ended and,
 * once more than three single messages have failed, all that failed.
 */
export function together(next: Waiting, waiting: Waiting[], nowMs: number): Waiting[] {
  const same = waiting.filter(({ alarm }) => alarm === next.alarm)
  const ended = same.filter(({ foldedUntilMs: until }) => until !== null && until <= nowMs)
  const failed = same.filter(({ attempts }) => attempts > 0)
  const foldFailed = failed.length > maxSingleRetries || failed.some(({ leads }) => leads)
  const foldable = [...new Set([...ended, ...(foldFailed ? failed : [])])]
  if (!foldable.includes(next)) return [next]
  return foldable.sort((a, b) => a.id - b.id)
}

/** Which other alarms are OK again as well, and so may share its message. */
function recoveredWith(next: Waiting, waiting: Waiting[], nowMs: number): Waiting[] {
  const isFresh = (row: Waiting) =>
    row.attempts === 0 &&
    row.foldedUntilMs === null &&
    row.notedMs > nowMs - 2 * recoveryMs &&
    isRecovery(row.change) &&
    // What has changed again is told by itself.
    !waiting.some(({ alarm, id }) => alarm === row.alarm && id > row.id)
  if (!isFresh(next)) return []
  return waiting.filter((row) => row.alarm !== next.alarm && isFresh(row))
}

async function waitingFor(session: Session, arn: string): Promise<Waiting[]> {
  const found = await session.query(
    `SELECT id, alarm, folded_until AS foldedUntilMs, attempts, due AS dueMs,
       noted AS notedMs, change,
       id IN (SELECT told_by FROM outbox WHERE told_by IS NOT NULL) AS leads
     FROM outbox WHERE target = $1 AND status = 'waiting' ORDER BY id`,
    [arn],
  )
  return recordsOf<Waiting>(found)
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
  // What was folded into them moves to the newest.
  await session.run(`UPDATE outbox SET told_by = $1::BIGINT WHERE ${among('told_by')}`, [
    leader.id,
    ids,
  ])
}

type Sides = Record<'oldState' | 'newState', { stateValue: StateTransition['to'] }>

const maxHistory = 200

/** The current state of an alarm, from its history: a recipient may be notified of some states only. */
async function stateNow(session: Session, newest: StateTransition): Promise<CurrentState> {
  const { rows } = await session.query(
    `SELECT ts, data FROM alarm_history_items WHERE name = $1 AND kind = 'StateUpdate' ORDER BY id DESC LIMIT $2::BIGINT`,
    [newest.definition.AlarmName, maxHistory],
  )
  const changes = rows
    .map(([ts, data]) => ({ atMs: Number(ts), ...(JSON.parse(String(data)) as Sides) }))
    .filter(({ oldState, newState }) => oldState.stateValue !== newState.stateValue)
    .map(({ atMs, newState }) => ({ atMs, to: newState.stateValue }))
  const [last, ...before] = changes
  if (!last) return { state: newest.to, sinceMs: newest.atMs }
  const now = { state: last.to, sinceMs: last.atMs }
  if (last.to !== 'OK') return now
  const wasOk = before.findIndex(({ to }) => to === 'OK')
  const between = wasOk < 0 ? before : before.slice(0, wasOk)
  // The first ALARM since it was OK: what came and went between them is one trouble.
  const raised = between.findLast(({ to }) => to === 'ALARM')
  return raised ? { ...now, raisedMs: raised.atMs } : now
}

/** The next message to a recipient, or when it will be due; null when none is waiting. */
export async function nextMessage(
  session: Session,
  { arn, joins }: { arn: string; joins: boolean },
  nowMs: number,
): Promise<{ message: DueMessage } | { dueMs: number | null }> {
  const waiting = await waitingFor(session, arn)
  // Due later than any pause allows: written before the clock was set back.
  const isDue = ({ dueMs }: Waiting) => dueMs <= nowMs || dueMs > nowMs + maxPauseMs
  const next = waiting.find(isDue)
  if (!next) {
    const dues = waiting.map(({ dueMs }) => dueMs)
    return { dueMs: dues.length === 0 ? null : Math.min(...dues) }
  }
  const rows = [
    ...together(next, waiting, nowMs),
    ...(joins ? recoveredWith(next, waiting, nowMs) : []),
  ].sort((a, b) => a.id - b.id)
  const leader = rows.at(-1) ?? next
  await fold(session, rows, leader, nowMs)
  const covered = await session.query(
    'SELECT change FROM outbox WHERE id = $1::BIGINT OR told_by = $1::BIGINT ORDER BY id DESC LIMIT $2::BIGINT',
    [leader.id, maxChanges],
  )
  const [own] = recordsOf<Pick<DueMessage, 'messageId' | 'enqueuedMs'>>(
    await session.query(
      'SELECT message AS messageId, noted AS enqueuedMs FROM outbox WHERE id = $1::BIGINT',
      [leader.id],
    ),
  )
  const all = covered.rows
    .reverse()
    .map(([change]) => JSON.parse(String(change)) as StateTransition)
  const isOwn = ({ definition }: StateTransition) => definition.AlarmName === leader.alarm
  const [first, ...rest] = all.filter(isOwn)
  const others = all.filter((change) => !isOwn(change))
  const also: StateTransition[] = []
  // Since the first attempt one of them may have been raised again.
  for (const change of new Map(others.map((one) => [one.definition.AlarmName, one])).values())
    if ((await stateNow(session, change)).state === 'OK') also.push(change)
  if (!first || !own) throw new Error(`Row ${leader.id} of the outbox is missing`)
  return {
    message: {
      id: leader.id,
      ...own,
      attempts: leader.attempts,
      changes: [first, ...rest],
      also,
      now: await stateNow(session, rest.at(-1) ?? first),
    },
  }
}
