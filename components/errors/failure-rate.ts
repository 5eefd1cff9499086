import { moment, percent } from '@/lib/format'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { RequestsByUrl } from '@/lib/queries/requests-by-url'
import type { Window } from '@/lib/window'

interface Known {
  row: Pick<FailingUrl, 'failures' | 'firstSeen' | 'lastSeen'>
  /** All requests of the URL in the period; absent when they are not known. */
  url: Pick<RequestsByUrl, 'requests' | 'lastGood'> | undefined
  /** Failures by the start of the bin, ms. */
  byBin: ReadonlyMap<number, number>
  window: Window
}

// One or two failures after the last good answer may be chance.
const minSince = 3

/** Since when every request has failed, epoch ms; of a run after other failures only its last good answer is known. */
function failingSince({ row, url, byBin }: Known): { ms: number; isFirst: boolean } | null {
  if (url?.lastGood === undefined || url.lastGood > row.lastSeen) return null
  if (url.lastGood < row.firstSeen) return { ms: row.firstSeen, isFirst: true }
  const { lastGood } = url
  const since = [...byBin].filter(([bin]) => bin > lastGood)
  const failures = since.reduce((sum, [, count]) => sum + count, 0)
  return failures < minSince ? null : { ms: lastGood, isFirst: false }
}

/** How much of a URL fails, in words: all of it since a time, or a share of the period's requests. */
export function failureRate(known: Known, nowMs: number, zone: string): string {
  const { row, url, window } = known
  const since = failingSince(known)
  if (since !== null) {
    const at = moment(since.ms, nowMs, zone)
    if (!since.isFirst) return `no good answer since ${at}`
    if (url?.requests === 1) return '1 of 1 request'
    // Where none was ever good, nothing began; what failed in the first bin most likely failed before.
    const began = url?.lastGood !== 0 && since.ms >= window.fromMs + window.binMs
    return began ? `every request since ${at}` : 'every request'
  }
  return url === undefined ? '—' : percent(row.failures / url.requests)
}
