import { describe, expect, test } from 'vitest'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import type { Report } from './report'
import { cafeLog, moment, newNumbers } from './testdata/cafe'
import { tell } from './testdata/tell'

const order = '/cafe/processOrder.php'
const noon = moment(4, '12:00')
const three = moment(4, '15:00')
const [landing, menu, posted] = defaultSite.steps
const thanks = { name: 'thanks', match: [{ path: '/cafe/thanks.php' }] }
const ways: [string, Site][] = [
  ['the form is the order', defaultSite],
  ['the page that thanks is', { ...defaultSite, steps: [landing, menu, posted, thanks] } as Site],
  ['the form is no step', { ...defaultSite, steps: [landing, menu, thanks] } as Site],
]

/** What is said of a café whose form leads on at once, or back to the menu: of those that draw so. */
function said(site: Site, isBack: (draw: number, atMs: number) => boolean): Report[] {
  const draw = newNumbers(5)
  const log = cafeLog({ untilMs: moment(4, '16:30') }).flatMap((line) => {
    if (line.path !== order) return [line]
    const get = (ms: number, path: string): VisitRequest => ({
      ...line,
      timeMs: line.timeMs + ms,
      method: 'GET',
      path,
      status: 200,
    })
    if (!isBack(draw(), line.timeMs)) return [line, get(300, '/cafe/thanks.php')]
    // They try once more.
    return [
      ...[line, get(300, '/cafe/menu.php')],
      ...[{ ...line, timeMs: line.timeMs + 40_000 }, get(40_300, '/cafe/menu.php')],
    ]
  })
  return tell(log, moment(4, '10:00'), moment(4, '16:30'), site)
}

const troubles = (reports: readonly Report[]) => reports.filter(({ tone }) => tone === 'trouble')

describe.each(ways)('%s:', (_, site) => {
  test('all are sent back, with the usual redirect: it is named', () => {
    const reports = said(site, (draw, atMs) => draw < 0.03 || (atMs >= noon && atMs < three))
    const [first] = troubles(reports)
    expect(first?.atMs).toBeGreaterThan(noon)
    expect(first?.atMs).toBeLessThanOrEqual(noon + 15 * minuteMs)
    const last = reports.find(({ atMs }) => atMs === three)
    expect(last?.culprit).toMatchObject({ method: 'POST', request: order, status: 302 })
    expect([last?.headline, ...(last?.details ?? [])].join(' ')).toMatch(
      /POST \/cafe\/processOrder\.php has sent visitors back to a page before it \(302\) in (?:nearly )?every request since 1[12]:/,
    )
    expect(last?.lostOrders?.low).toBeGreaterThan(30)
    expect(reports.at(-1)?.tone).toBe('calm')
  })

  test('one in twelve is, on all days: no trouble', () => {
    expect(troubles(said(site, (draw) => draw < 1 / 12))).toEqual([])
  })
})
