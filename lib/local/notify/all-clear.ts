import { jsonIn } from '@/lib/local/json'
import type { StateTransition } from '@/lib/local/state-transition'
import type { Session } from '@/lib/local/store/duckdb'
import { readDefinition } from './definition'

// Between two states of ALARM or OK there may be INSUFFICIENT_DATA, once.
const maxLooked = 5

/** The last of ALARM and OK that a recipient was told of an alarm, or will be; null when it was none. */
async function lastTold(session: Session, arn: string, alarm: string) {
  const { rows } = await session.query(
    `SELECT change FROM outbox WHERE target = $1 AND alarm = $2 AND status <> 'given up' ORDER BY id DESC LIMIT $3::BIGINT`,
    [arn, alarm, maxLooked],
  )
  const states = rows.map(([change]) => (jsonIn(String(change)) as StateTransition).to)
  return states.find((state) => state !== 'INSUFFICIENT_DATA') ?? null
}

/**
 * Whether a recipient is to be told that an alarm is OK: only where it was told of the ALARM. CloudWatch
 * sends OK after INSUFFICIENT_DATA too, and so an all-clear to people who have heard of no trouble.
 */
export async function isAllClearFor(
  session: Session,
  arn: string,
  { definition, from }: StateTransition,
): Promise<boolean> {
  const { AlarmActions } = readDefinition(definition)
  // Whoever wants to hear of OK only is told of no ALARM.
  if (!AlarmActions.includes(arn)) return from === 'ALARM'
  return (await lastTold(session, arn, definition.AlarmName)) === 'ALARM'
}
