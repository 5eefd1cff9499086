import { readMetricData } from '@/lib/aws/metrics'
import { putMetricData } from '@/lib/aws/put-metric-data'
import { runtime } from '@/lib/aws/runtime'
import { pause } from '@/lib/local/pause'
import { namespace } from '@/lib/monitoring'
import { dayMs } from '@/lib/time'
import { publishShop } from './publish'
import { followedShop } from './read'
import type { ShopDatapoint } from './told-minutes'

const storedMs = 15 * dayMs

/** The newest minute that was published before: whatever the trouble, this metric is among its own. */
async function publishedMs(): Promise<number | null> {
  const nowMs = runtime().now()
  const Metric = { Namespace: namespace, MetricName: 'No-Requests' }
  const query = { Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }
  const series = await readMetricData([query], nowMs - storedMs, nowMs)
  return series.get('m1')?.points.at(-1)?.atMs ?? null
}

const put = (datapoints: readonly ShopDatapoint[]) =>
  putMetricData(
    namespace,
    datapoints.map(({ metric, startMs, value }) => ({
      MetricName: metric,
      Timestamp: new Date(startMs),
      Value: value,
      Unit: 'None',
    })),
  )

/** Publishes how the shop of this process is doing, where that is wanted. Without it, closing does nothing. */
export function startPublishing(log: (text: string) => void) {
  const { loading, now } = runtime()
  const { minutes, lagMs } = followedShop()
  if (!minutes) return { close: async () => {} }
  return publishShop({
    shop: () => {
      const { follower, minutes: told } = followedShop()
      const report = async () =>
        loading?.()?.done === false ? null : (await follower.now()).report
      return { report, minutes: told ?? minutes }
    },
    publishedMs,
    put,
    now,
    lagMs,
    pause,
    log,
  })
}
