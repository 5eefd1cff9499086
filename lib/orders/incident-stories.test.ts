import { describe, expect, test } from 'vitest'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import { newIncidentLog } from './incidents'
import { type CafeStory, cafeLog, moment } from './testdata/cafe'
import { watchSite } from './watch-site'

/** The incidents of a café's log, the oldest first. */
function incidentsOf(story: CafeStory, site: Site = defaultSite) {
  const log = newIncidentLog({ site, zone: 'UTC' })
  const watch = watchSite(site, 'UTC', log.see)
  for (const line of cafeLog(story).sort((a, b) => a.timeMs - b.timeMs)) watch.see(line)
  watch.at(story.untilMs)
  return log.incidents().toReversed()
}

const noon = moment(3, '12:00')
const isIn = (atMs: number, fromMs: number, minutes: number) =>
  atMs >= fromMs && atMs < fromMs + minutes * minuteMs

describe('where no order is known', () => {
  test('a request that is answered well again ends its incident', () => {
    const evening = moment(3, '18:00')
    const answer = (_: string, path: string, atMs: number) =>
      path === '/cafe/menu.php' && (isIn(atMs, noon, 60) || isIn(atMs, evening, 40)) ? 500 : 200
    const story = { untilMs: moment(3, '21:00'), answer }
    const found = incidentsOf(story, { ...defaultSite, steps: [] })
    expect(found.map(({ report }) => report.culprit?.request)).toEqual(
      Array.from({ length: 2 }, () => '/cafe/menu.php'),
    )
    for (const [at, endMs] of [noon + 60 * minuteMs, evening + 40 * minuteMs].entries())
      expect(Math.abs((found[at]?.untilMs ?? 0) - endMs)).toBeLessThan(10 * minuteMs)
  })
})

describe('a silence', () => {
  test('is one, and over when lines come again: that nobody came in it says nothing of people', () => {
    const untilMs = moment(12, '15:00')
    const fromMs = moment(12, '12:00')
    const answer = (_: string, __: string, atMs: number) => (isIn(atMs, fromMs, 40) ? 0 : 200)
    const found = incidentsOf({ untilMs, answer, visitsAnHour: () => 60, buyers: () => 0.06 })
    const [silence] = found.filter((one) => one.saidMs > fromMs)
    expect(silence?.report.kind).toBe('no-traffic')
    expect(Math.abs((silence?.untilMs ?? 0) - fromMs - 40 * minuteMs)).toBeLessThan(4 * minuteMs)
  })
})
