import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import type { Report } from '@/lib/orders/report/report'
import { reportOf } from '@/lib/orders/report/report-of'
import { watchSite } from '@/lib/orders/watch/watch-site'

/** What is said of a log every `stepMs` from `fromMs` to `toMs`. */
export function tell(
  log: readonly VisitRequest[],
  fromMs: number,
  toMs: number,
  site: Site = defaultSite,
  stepMs = minuteMs,
): Report[] {
  const lines = [...log].sort((a, b) => a.timeMs - b.timeMs)
  const watch = watchSite(site, 'UTC')
  const said: Report[] = []
  let next = 0
  for (let atMs = fromMs; atMs <= toMs; atMs += stepMs) {
    for (let line = lines[next]; line && line.timeMs <= atMs; line = lines[next]) {
      watch.see(line)
      next += 1
    }
    const state = watch.at(atMs)
    if (state) said.push(reportOf(state, { site, zone: 'UTC' }))
  }
  return said
}
