import type { Pause } from '@/lib/local/pause'
import type { Report } from '@/lib/orders/report/report'
import type { ShopMetric } from '@/lib/shipped-alarms'
import { minuteMs } from '@/lib/time'
import { shopValues } from './shop-metrics'
import type { ShopDatapoint, ToldMinutes } from './told-minutes'

interface PublishedShop {
  /** How the shop is doing; null while its log is still being read. */
  report: () => Promise<Report | null>
  minutes: ToldMinutes
}

interface PublishOptions {
  /** The shop as it is set up now. */
  shop: () => PublishedShop
  /** Start of the newest minute of each metric that was published before, epoch ms; none of a metric that never was. */
  published: () => Promise<Map<ShopMetric, number>>
  put: (datapoints: readonly ShopDatapoint[]) => Promise<void>
  now: () => number
  /** How late lines may arrive, ms. */
  lagMs: number
  pause: Pause
  log: (text: string) => void
}

const soonMs = 2_000
const closeMs = 1_000
const againMs = 10_000
// What was published so far ahead of the clock is of a time before it was set back.
const setBackMs = 3 * minuteMs

/** Whatever the trouble, one of the metrics has a datapoint of each minute. */
const newestMs = (published: ReadonlyMap<ShopMetric, number>) => Math.max(0, ...published.values())

/** Follows the shop minute by minute, whether a page is open or not, and publishes how it is doing as metrics. */
export function publishShop(options: PublishOptions) {
  const { shop, published, put, now, lagMs, pause, log } = options
  const closing = new AbortController()
  let before: Map<ShopMetric, number> | null = null
  let problem: string | null = null
  const dueMs = () => Math.floor((now() - lagMs) / minuteMs) * minuteMs

  async function publish({ report, minutes }: PublishedShop) {
    const found = await report()
    // Only once the past is known whole: its alarms are evaluated over it.
    if (!found || found.kind === 'unknown') return
    // A log that is silent for long is not followed minute by minute.
    if (found.kind === 'no-traffic' && (minutes.newestMs() ?? 0) < dueMs())
      minutes.addAgain(dueMs(), shopValues({ kind: found.kind, lost: null }))
    const waiting = minutes.waiting()
    if (waiting.length === 0) return
    if (before === null || newestMs(before) > dueMs() + setBackMs) before = await published()
    const known = before
    const beforeMs = newestMs(known)
    // A shop that is set up otherwise is followed from the past on; what was published of it stays.
    const fresh = waiting.filter(
      ({ metric, startMs }) => startMs > (known.has(metric) ? beforeMs : 0),
    )
    if (fresh.length > 0) await put(fresh)
    for (const { metric, startMs } of fresh)
      known.set(metric, Math.max(startMs, known.get(metric) ?? 0))
    minutes.drop(waiting)
  }

  async function run() {
    while (!closing.signal.aborted) {
      let waitMs = soonMs
      try {
        const current = shop()
        await publish(current)
        problem = null
        if ((current.minutes.newestMs() ?? 0) >= dueMs())
          waitMs = minuteMs - ((now() - lagMs) % minuteMs)
      } catch (error) {
        const text = `How the shop is doing was not published: ${error instanceof Error ? error.message : error}`
        if (text !== problem) log(text)
        problem = text
        waitMs = againMs
      }
      await pause(waitMs, closing.signal)
    }
  }

  const ended = run()
  return {
    async close() {
      closing.abort()
      await Promise.race([ended, pause(closeMs, new AbortController().signal)])
    },
  }
}
