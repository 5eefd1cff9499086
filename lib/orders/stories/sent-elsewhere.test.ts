import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { type CafeStory, cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const two = moment(3, '14:00')
const isIn = ({ timeMs }: VisitRequest) => timeMs >= noon && timeMs < two
const isFile = ({ path }: VisitRequest) => path.endsWith('.css')

const sentOn = (line: VisitRequest, path: string): VisitRequest => ({
  ...line,
  timeMs: line.timeMs + 300,
  method: 'GET',
  path,
  status: 200,
})

interface Story {
  status: number
  /** Where a page sends people; null for another host. */
  to: (line: VisitRequest) => string | null
  /** Whether a form that was open is sent all the same. */
  isSent?: (line: VisitRequest) => boolean
  cafe?: Partial<CafeStory>
}

/** What is said of a café whose site file names no status while every page sends people elsewhere, from noon to two. */
function said({ status, to, isSent = () => true, cafe = {} }: Story): Report[] {
  const log = cafeLog({ untilMs: moment(3, '15:00'), ...cafe }).flatMap((line, at) => {
    const isPost = line.method === 'POST'
    if (!isIn(line) || isFile(line)) {
      const member =
        at % 30 === 0 ? [sentOn({ ...line, timeMs: line.timeMs + 5_000 }, '/cafe/login')] : []
      return isPost ? [line, sentOn(line, '/cafe/thanks.php')] : [line, ...member]
    }
    if (isPost && !isSent(line)) return []
    const place = to(line)
    return [{ ...line, status }, ...(place === null ? [] : [sentOn(line, place)])]
  })
  return tell(log, moment(3, '11:50'), moment(3, '14:30'))
}

const between = (reports: readonly Report[], fromMs: number, toMs: number) =>
  reports.filter(({ atMs }) => atMs > fromMs && atMs <= toMs)

describe('forms that are open are sent while every page sends people elsewhere, with the status of an order or another', () => {
  test.each<[string, number, Story['to']]>([
    ['to a page of maintenance', 302, () => '/maintenance.html'],
    ['to a login that some knew', 302, () => '/cafe/login'],
    ['to another host', 302, () => null],
    ['to a page of maintenance', 303, () => '/maintenance.html'],
  ])('%s, %d: they are no orders', (_, status, to) => {
    const reports = said({ status, to })
    const first = reports.find(({ tone }) => tone === 'trouble')
    expect(first?.atMs).toBeLessThanOrEqual(noon + 13 * minuteMs)
    const during = between(reports, first?.atMs ?? 0, two)
    expect(new Set(during.map(({ tone }) => tone))).toEqual(new Set(['trouble']))
    const last = during.at(-1)
    expect(last?.details.join(' ')).toMatch(
      new RegExp(`very page has answered ${status}, where it answered 200 before, since 12:0`),
    )
    expect(last?.lostOrders?.low).toBeGreaterThan(20)
    expect(between(reports, moment(3, '14:15'), moment(3, '14:30')).at(-1)?.tone).toBe('calm')
  })

  test('a few of them: the stop began with the redirect, not with the last of them', () => {
    const reports = said({
      status: 302,
      to: () => '/maintenance.html',
      isSent: ({ timeMs }) => Math.floor(timeMs / 1_000) % 4 === 0,
    })
    for (const { kind, headline } of between(reports, moment(3, '12:30'), two)) {
      expect(kind).toBe('orders-stopped')
      expect(headline).toMatch(/^Orders stopped at 12:0[13]\.$/)
    }
  })
})

test('few visits ever order: it is said before orders are due, as soon as it is known that nobody gets in', () => {
  const cafe = { visitsAnHour: () => 120, buyers: () => 0.04 }
  const reports = said({ status: 302, to: () => '/maintenance.html', cafe })
  const first = reports.find(({ tone }) => tone === 'trouble')
  expect(first?.atMs).toBeLessThanOrEqual(noon + 8 * minuteMs)
  expect(first?.headline).toMatch(/very page has answered 302, where it answered 200 before/)
})

test('a site that moves, each page to its new name, and takes orders as ever: no trouble', () => {
  const reports = said({
    status: 302,
    to: ({ path, method }) => (method === 'POST' ? '/cafe/thanks.php' : `/en${path}`),
  })
  expect(reports.filter(({ tone }) => tone === 'trouble')).toEqual([])
})
