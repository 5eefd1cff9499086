import type { StateTransition } from '@/lib/local/state-transition'
import { recordsOf, type Session } from '@/lib/local/store/duckdb'
import { type Scheduled, schedule } from './fold'

/**
 * One row for each state change and recipient: `waiting`, then `delivered`, `folded` into the message of
 * another row, or `given up`. Stores have these names: target is the recipient's ARN, noted when the row
 * was written, opened when its fold window began, told_by the row whose message covers it.
 */
export const outboxTables = `
  CREATE SEQUENCE IF NOT EXISTS outbox_ids;
  CREATE TABLE IF NOT EXISTS outbox (
    id BIGINT, message VARCHAR, target VARCHAR, alarm VARCHAR, change VARCHAR,
    changed BIGINT, noted BIGINT, opened BIGINT, folded_until BIGINT,
    status VARCHAR, attempts INTEGER, due BIGINT, tried BIGINT, problem VARCHAR, told_by BIGINT, ended BIGINT);`

async function recentlyScheduled(
  session: Session,
  arn: string,
  alarm: string,
): Promise<Scheduled[]> {
  const found = await session.query(
    'SELECT opened AS windowStartMs, folded_until AS foldedUntilMs FROM outbox WHERE target = $1 AND alarm = $2 AND opened IS NOT NULL ORDER BY id DESC LIMIT 3',
    [arn, alarm],
  )
  return recordsOf<Scheduled>(found)
}

interface Queued {
  arn: string
  change: StateTransition
  messageId: string
  /** For how long it waits for others to share its message, ms. */
  holdMs?: number
}

/** Queues the notification of a recipient, in the transaction of the change. */
export async function enqueue(
  session: Session,
  { arn, change, messageId, holdMs = 0 }: Queued,
  nowMs: number,
): Promise<void> {
  const alarm = change.definition.AlarmName
  // What was held of this alarm is told before.
  await session.run(
    `UPDATE outbox SET due = $3::BIGINT WHERE target = $1 AND alarm = $2 AND status = 'waiting'
       AND attempts = 0 AND folded_until IS NULL AND due > $3::BIGINT`,
    [arn, alarm, nowMs],
  )
  const { windowStartMs, foldedUntilMs } = schedule(
    await recentlyScheduled(session, arn, alarm),
    change.atMs,
    nowMs,
  )
  await session.run(
    `INSERT INTO outbox (id, message, target, alarm, change, changed, noted, opened, folded_until, status, attempts, due)
     VALUES (nextval('outbox_ids'), $1, $2, $3, $4, $5::BIGINT, $6::BIGINT, $7::BIGINT, $8::BIGINT, 'waiting', 0, $9::BIGINT)`,
    [
      messageId,
      arn,
      alarm,
      JSON.stringify(change),
      change.atMs,
      nowMs,
      windowStartMs,
      foldedUntilMs,
      foldedUntilMs ?? nowMs + holdMs,
    ],
  )
}

/** How delivery to a recipient is going. Moments are epoch ms. */
interface Delivery {
  deliveredMs: number | null
  waiting: number
  waitingSinceMs: number | null
  givenUp: number
  /** JSON text. */
  problem: string | null
  againMs: number
}

/** How delivery to the recipients is going, by ARN. */
export async function statusOf(query: Session['query'], nowMs: number) {
  const found = await query(
    `SELECT target AS arn,
       max(ended) FILTER (status = 'delivered') AS deliveredMs,
       count(*) FILTER (overdue) AS waiting,
       min(noted) FILTER (overdue) AS waitingSinceMs,
       count(*) FILTER (status = 'given up') AS givenUp,
       arg_max(problem, tried) FILTER (status = 'waiting' AND problem IS NOT NULL) AS problem,
       coalesce(min(due) FILTER (status = 'waiting' AND attempts > 0), $1::BIGINT) AS againMs
     FROM (SELECT *, status = 'waiting' AND (attempts > 0 OR due <= $1::BIGINT) AS overdue FROM outbox)
     GROUP BY target`,
    [nowMs],
  )
  const deliveries = recordsOf<Delivery & { arn: string }>(found)
  return new Map(deliveries.map(({ arn, ...delivery }): [string, Delivery] => [arn, delivery]))
}
