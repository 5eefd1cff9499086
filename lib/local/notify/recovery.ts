import { jsonIn } from '@/lib/local/json'
import type { StateTransition } from '@/lib/local/state-transition'
import type { Session } from '@/lib/local/store/duckdb'
import type { Sender } from './sender'

/** How long the end of one alarm waits for that of others which the recipient was told of. */
export const recoveryMs = 2 * 60_000

/** People read one message on a recovery; programs close what they have opened by the name of each alarm. */
export const joinsRecoveries = ({ kind }: Pick<Sender, 'kind'>): boolean =>
  kind === 'email' || kind === 'slack'

export const isRecovery = (change: string): boolean =>
  (jsonIn(change) as StateTransition).to === 'OK'

/** Whether a recipient was told that another alarm is in ALARM, and not yet that this is over. */
export async function isOtherRaised(
  session: Session,
  arn: string,
  { definition }: StateTransition,
): Promise<boolean> {
  const { rows } = await session.query(
    `SELECT arg_max(change, id) FROM outbox
     WHERE target = $1 AND alarm <> $2 AND status <> 'given up' GROUP BY alarm`,
    [arn, definition.AlarmName],
  )
  return rows.some(([change]) => (jsonIn(String(change)) as StateTransition).to === 'ALARM')
}
