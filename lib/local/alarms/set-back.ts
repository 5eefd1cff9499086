import type { EngineContext } from '@/lib/local/context'
import { namespace } from '@/lib/monitoring'
import { shopMetrics } from '@/lib/shipped-alarms'
import { minuteMs } from '@/lib/time'

/**
 * Forgets that alarms were evaluated beyond a minute (the epoch ms of its close), so that it is the next
 * one. What was published of the time after it goes too: that the shop was silent then was not so.
 */
export const forgetFrom = ({ store }: EngineContext, closedMs: number): Promise<void> =>
  store.transaction(async ({ run }) => {
    await run(
      `UPDATE alarms SET judged = least(judged, $1::BIGINT), past_until = least(past_until, $2::BIGINT)
       WHERE judged > $1::BIGINT OR past_until > $2::BIGINT`,
      [closedMs - minuteMs, closedMs],
    )
    const places = shopMetrics.map((_, at) => `$${at + 3}`)
    await run(
      `DELETE FROM datapoints WHERE ts >= $1::BIGINT AND namespace = $2 AND metric IN (${places.join(', ')})`,
      [closedMs, namespace, ...shopMetrics],
    )
  })
