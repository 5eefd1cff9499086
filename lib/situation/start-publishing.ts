import { readMetricData } from '@/lib/aws/metrics'
import { putMetricData } from '@/lib/aws/put-metric-data'
import { runtime } from '@/lib/aws/runtime'
import { pause } from '@/lib/local/pause'
import { namespace } from '@/lib/monitoring'
import { type ShopMetric, shopMetrics } from '@/lib/shipped-alarms'
import { dayMs } from '@/lib/time'
import { publishShop } from './publish'
import { followedShop } from './read'
import type { ShopDatapoint } from './told-minutes'

const storedMs = 15 * dayMs

async function published(): Promise<Map<ShopMetric, number>> {
  const nowMs = runtime().now()
  const queries = shopMetrics.map((MetricName, at) => {
    const Metric = { Namespace: namespace, MetricName }
    return { Id: `m${at}`, MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }
  })
  const series = await readMetricData(queries, nowMs - storedMs, nowMs)
  return new Map(
    shopMetrics.flatMap((metric, at) => {
      const newest = series.get(`m${at}`)?.points.at(-1)
      return newest ? [[metric, newest.atMs] as const] : []
    }),
  )
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
    published,
    put,
    now,
    lagMs,
    pause,
    log,
  })
}
