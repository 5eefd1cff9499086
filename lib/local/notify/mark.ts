import { noteHistory } from '@/lib/local/alarms/history'
import type { Session } from '@/lib/local/store/duckdb'
import type { ActionData } from '@/lib/recipient'
import type { Problem, Sent } from './outcome'
import { giveUpAfterMs, pauseAfterMs } from './retry'
import type { Sender } from './sender'
import type { Taken } from './take'

const keptMs = 30 * 24 * 60 * 60_000

/** Adds to an alarm's history whether an action was executed. */
export const noteTelling = (
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
  taken: Taken
  sent: Sent
  nowMs: number
  /** In [0, 1). */
  random: number
}

const sentence = ({ message, remedy }: Problem) => `${message} ${remedy}`

function telling({ arn, sender, taken, sent, nowMs }: Attempt) {
  const { changes, messageId, attempts } = taken
  const newest = changes.at(-1) ?? changes[0]
  const problem = sent.ok ? sent.note : sent.problem
  return (session: Session, error = problem ? sentence(problem) : null) =>
    noteTelling(session, newest.definition.AlarmName, nowMs, {
      actionState: sent.ok ? 'Succeeded' : 'Failed',
      notificationResource: arn,
      stateUpdateTimestamp: newest.atMs,
      error,
      target: { name: sender.name, kind: sender.kind, address: sender.address },
      messageId,
      attempts: attempts + 1,
      changes: changes.length,
    })
}

async function markDelivered(session: Session, { arn, taken, nowMs }: Attempt) {
  await session.run(
    `UPDATE outbox SET status = 'delivered', attempts = attempts + 1, tried = $2::BIGINT, ended = $2::BIGINT, problem = NULL WHERE id = $1::BIGINT`,
    [taken.id, nowMs],
  )
  // It takes messages again: what waits for a later attempt goes out too.
  await session.run(
    `UPDATE outbox SET due = $2::BIGINT WHERE target = $1 AND status = 'waiting' AND attempts > 0`,
    [arn, nowMs],
  )
}

/**
 * Writes down what became of an attempt, in the outbox and in the alarm's history. Once a message is
 * no longer waiting it does nothing, so it may be done again when its own outcome is not known.
 */
export async function mark(
  session: Session,
  attempt: Attempt,
): Promise<'delivered' | 'waiting' | 'given up'> {
  const { taken, sent, nowMs, random } = attempt
  const { rows } = await session.query(
    'SELECT status, attempts FROM outbox WHERE id = $1::BIGINT',
    [taken.id],
  )
  const [status, attempts] = rows[0] ?? []
  if (status !== 'waiting' || Number(attempts) !== taken.attempts)
    return status === 'delivered' || status === 'given up' ? status : 'waiting'
  await session.run(`DELETE FROM outbox WHERE status <> 'waiting' AND ended < $1::BIGINT`, [
    nowMs - keptMs,
  ])
  const tell = telling(attempt)
  if (sent.ok) {
    await markDelivered(session, attempt)
    await tell(session)
    return 'delivered'
  }
  const givenUp = nowMs - taken.notedMs > giveUpAfterMs
  await session.run(
    `UPDATE outbox SET status = $2, attempts = attempts + 1, tried = $3::BIGINT, due = $4::BIGINT, problem = $5, ended = $6::BIGINT WHERE id = $1::BIGINT`,
    [
      taken.id,
      givenUp ? 'given up' : 'waiting',
      nowMs,
      nowMs + pauseAfterMs(taken.attempts + 1, random, sent.askedMs),
      JSON.stringify(sent.problem),
      givenUp ? nowMs : null,
    ],
  )
  if (taken.attempts === 0) await tell(session)
  if (givenUp) await tell(session, `Given up after 7 days. ${sentence(sent.problem)}`)
  return givenUp ? 'given up' : 'waiting'
}

/** Gives up what waits for recipients that are declared no longer; gives how many messages that were. */
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
    await noteTelling(session, String(alarm), nowMs, {
      actionState: 'Failed',
      notificationResource: String(arn),
      stateUpdateTimestamp: Number(at),
      error: 'The site file does not declare this recipient any more.',
    })
  }
  return rows.length
}
