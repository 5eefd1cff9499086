import { type Estimate, missing } from '@/lib/orders/expected/distributions'
import type { ExpectedBin } from '@/lib/orders/expected/expected-bin'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import type { ShopWatch } from '@/lib/orders/watch/shop-watch'
import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { binStarts, type Window } from '@/lib/window'

type Watch = Pick<ShopWatch, 'at' | 'isOpen' | 'expected' | 'usualOrders'>

interface Expected {
  mean: number
  /** Squared coefficient of variation. */
  spread: number
  /** The same at this hour whoever comes; infinite where that is not known. */
  usual: number
}

const keptMs = 16 * 24 * hourMs
/** What is usual leaves out the newest two hours: so late, no minute is judged by what came in it or after it. */
const settledMs = 2 * hourMs
/** A log that has been silent for longer is not followed minute by minute. */
export const maxSilenceMs = 80 * hourMs

const maxSilences = 500

const floorTo = (ms: number, step: number) => Math.floor(ms / step) * step

/** Keeps how many orders were to be expected, minute by minute, as the log goes on. */
export function newExpectedOrders(watch: Watch) {
  const silences: TimeRange[] = []
  const minutes = new Map<number, Expected | null>()
  /** Until when minutes are kept, epoch ms; null before the first request. */
  let keptToMs: number | null = null

  const isSilent = (ms: number) => silences.some(({ fromMs, toMs }) => ms >= fromMs && ms < toMs)

  /** While nothing is logged nobody knows who came: what is usual at this hour was to be expected. */
  function expectedAt(ms: number): Expected | null {
    const found = watch.expected(ms, ms + minuteMs)
    if (!found) return null
    const usual = watch.usualOrders(ms, ms + minuteMs)
    if (usual && isSilent(ms)) return { mean: usual.rate, spread: usual.spread, usual: usual.rate }
    return { mean: found.mean, spread: found.spread, usual: usual?.rate ?? Infinity }
  }

  function keepHour(fromMs: number) {
    watch.at(fromMs + settledMs - minuteMs)
    for (let at = fromMs; at < fromMs + hourMs; at += minuteMs) minutes.set(at, expectedAt(at))
    for (const at of minutes.keys()) {
      if (at >= fromMs - keptMs) break
      minutes.delete(at)
    }
  }

  const minuteAt = (ms: number) =>
    ms < (keptToMs ?? Infinity) ? (minutes.get(ms) ?? null) : expectedAt(ms)

  /** Null when any of its open minutes is not known. */
  function expectedIn(fromMs: number, toMs: number): Expected | null {
    let [mean, spread, usual] = [0, 0, 0]
    for (let at = floorTo(fromMs, minuteMs); at < toMs; at += minuteMs) {
      const found = minuteAt(at)
      if (found === null) return null
      mean += found.mean
      spread += found.mean * found.spread
      usual += found.usual
    }
    return { mean, spread: mean > 0 ? spread / mean : 0, usual }
  }

  function isClosed(fromMs: number, toMs: number): boolean {
    for (let at = fromMs; at < toMs; at += minuteMs) if (watch.isOpen(at)) return false
    return true
  }

  /** More visits than usual may order less each, as those of a campaign do: the smaller expectation is the lower end. */
  function intervalOf({ mean, spread, usual }: Expected): Estimate {
    const { low, high } = missing(mean, 0, spread)
    const least = usual < mean ? missing(usual, 0, spread).low : low
    return { low: Math.min(low, least), estimate: mean, high }
  }

  /** What a bin should hold when it is over, of what was expected in it until now. */
  function wholeOf({ mean }: Expected, fromMs: number, nowMs: number, toMs: number): number {
    const rest = watch.usualOrders(nowMs, toMs)
    const share = (nowMs - fromMs) / (toMs - fromMs)
    return rest ? mean + rest.rate : mean / share
  }

  return {
    /** Sees the state of each minute in trouble. */
    see({ kind, sinceMs, atMs }: Pick<ShopState, 'kind' | 'sinceMs' | 'atMs'>) {
      if (kind !== 'no-traffic' || sinceMs === null) return
      const last = silences.at(-1)
      if (last?.fromMs === sinceMs) last.toMs = atMs
      else silences.push({ fromMs: sinceMs, toMs: atMs })
      if (silences.length > maxSilences) silences.shift()
    },
    /** To be called before a request of this time is seen. */
    goOn(ms: number) {
      const settled = floorTo(ms, hourMs) - settledMs + hourMs
      keptToMs ??= floorTo(ms, hourMs)
      if (ms - keptToMs > maxSilenceMs) keptToMs = floorTo(ms, hourMs)
      for (; keptToMs < settled; keptToMs += hourMs) keepHour(keptToMs)
    },
    /** The bins of a window; `untilMs` is how far the log has been seen. */
    bins(window: Window, untilMs: number): ExpectedBin[] {
      const { fromMs, toMs, binMs } = window
      const knownToMs = floorTo(untilMs, minuteMs)
      return binStarts(window).map((bin) => {
        const [from, end] = [Math.max(bin, fromMs), bin + binMs]
        const to = Math.min(end, toMs, knownToMs)
        const found = to > from ? expectedIn(from, to) : null
        return {
          bin,
          orders: found && intervalOf(found),
          whole: found && end > knownToMs ? wholeOf(found, from, to, end) : null,
          isClosed: isClosed(from, Math.max(to, from + minuteMs)),
        }
      })
    },
  }
}
