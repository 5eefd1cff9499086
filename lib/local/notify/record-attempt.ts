import { noteHistory } from '@/lib/local/alarms/history'
import type { Session } from '@/lib/local/store/duckdb'
import type { ActionData } from '@/lib/recipient'
import type { DueMessage } from './next-message'
import type { Problem, SendResult } from './outcome'
import { giveUpAfterMs, pauseAfterMs } from './retry'
import type { Sender } from './sender'

const retentionMs = 30 * 24 * 60 * 60_000

/** Adds to an alarm's history whether an action was executed. */
export const recordAction = (
  session: Session,
  alarm: string,
  atMs: number,
  data: ActionData,
): Promise<void> =>
  noteHistory(session, {
    alarm,
    atMs,
    kind: 'Action',
    summary: `${data.actionState === 'Succeeded' ? 'Successfully executed' : 'Failed to execute'} action ${data.notificationResource}`,
    data,
  })

interface Attempt {
  arn: string
  sender: Sender
  message: DueMessage
  result: SendResult
  nowMs: number
  /** In [0, 1). */
  random: number
}

const sentence = ({ message, remedy }: Problem) => `${message} ${remedy}`

function recorderOf({ arn, sender, message, result, nowMs }: Attempt) {
  const { changes, also, messageId, attempts } = message
  const newest = changes.at(-1) ?? changes[0]
  const problem = result.ok ? result.note : result.problem
  return async (session: Session, error = problem ? sentence(problem) : null) => {
    for (const change of [newest, ...also])
      await recordAction(session, change.definition.AlarmName, nowMs, {
        actionState: result.ok ? 'Succeeded' : 'Failed',
        notificationResource: arn,
        stateUpdateTimestamp: change.atMs,
        error,
        target: { name: sender.name, kind: sender.kind, address: sender.address },
        messageId,
        attempts: attempts + 1,
        changes: change === newest ? changes.length : 1,
      })
  }
}

/** Messages to this recipient that wait for a retry are due at once. */
export const makeDue = (session: Session, arn: string, nowMs: number): Promise<void> =>
  session.run(
    `UPDATE outbox SET due = $2::BIGINT WHERE target = $1 AND status = 'waiting' AND attempts > 0`,
    [arn, nowMs],
  )

async function markDelivered(session: Session, { arn, message, nowMs }: Attempt) {
  await session.run(
    `UPDATE outbox SET status = 'delivered', attempts = attempts + 1, tried = $2::BIGINT, ended = $2::BIGINT, problem = NULL WHERE id = $1::BIGINT`,
    [message.id, nowMs],
  )
  // The recipient is reachable again.
  await makeDue(session, arn, nowMs)
}

/**
 * Records the result of an attempt in the outbox and in the alarm's history. Does nothing once the
 * message is no longer waiting, so it may be repeated when its own outcome is unknown.
 */
export async function recordAttempt(
  session: Session,
  attempt: Attempt,
): Promise<'delivered' | 'waiting' | 'given up'> {
  const { message, result, nowMs, random } = attempt
  const { rows } = await session.query(
    'SELECT status, attempts FROM outbox WHERE id = $1::BIGINT',
    [message.id],
  )
  const [status, attempts] = rows[0] ?? []
  if (status !== 'waiting' || Number(attempts) !== message.attempts)
    return status === 'delivered' || status === 'given up' ? status : 'waiting'
  // The last of each alarm says whether its end is news.
  await session.run(
    `DELETE FROM outbox WHERE status <> 'waiting' AND ended < $1::BIGINT
       AND id NOT IN (SELECT max(id) FROM outbox WHERE status <> 'given up' GROUP BY target, alarm)`,
    [nowMs - retentionMs],
  )
  const record = recorderOf(attempt)
  if (result.ok) {
    await markDelivered(session, attempt)
    await record(session)
    return 'delivered'
  }
  const givenUp = nowMs - message.enqueuedMs > giveUpAfterMs
  await session.run(
    `UPDATE outbox SET status = $2, attempts = attempts + 1, tried = $3::BIGINT, due = $4::BIGINT, problem = $5, ended = $6::BIGINT WHERE id = $1::BIGINT`,
    [
      message.id,
      givenUp ? 'given up' : 'waiting',
      nowMs,
      nowMs + pauseAfterMs(message.attempts + 1, random, result.retryAfterMs),
      JSON.stringify(result.problem),
      givenUp ? nowMs : null,
    ],
  )
  if (message.attempts === 0) await record(session)
  if (givenUp) await record(session, `Gave up after 7 days. ${sentence(result.problem)}`)
  return givenUp ? 'given up' : 'waiting'
}

/** Gives up the messages of recipients that are no longer declared; resolves to how many those were. */
export async function giveUpUndeclared(
  session: Session,
  arns: string[],
  nowMs: number,
): Promise<number> {
  const { rows } = await session.query(
    `SELECT id, target, alarm, changed FROM outbox WHERE status = 'waiting' AND NOT list_contains(string_split($1, ' '), target)`,
    [arns.join(' ')],
  )
  for (const [id, arn, alarm, at] of rows) {
    await session.run(
      `UPDATE outbox SET status = 'given up', ended = $2::BIGINT WHERE id = $1::BIGINT`,
      [id ?? null, nowMs],
    )
    await recordAction(session, String(alarm), nowMs, {
      actionState: 'Failed',
      notificationResource: String(arn),
      stateUpdateTimestamp: Number(at),
      error: 'The site file no longer declares this recipient.',
    })
  }
  return rows.length
}
