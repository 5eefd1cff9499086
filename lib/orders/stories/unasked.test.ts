import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const nine = moment(3, '09:00')
const noon = moment(3, '12:00')
const evening = moment(3, '21:00')
const order = '/cafe/processOrder.php'

/** Somebody looks at the first page each twenty minutes, and at nothing else. */
const onlyLooking = Array.from({ length: 27 }, (_, at) =>
  ['/cafe/', '/cafe/style.css'].map((path) =>
    request(noon + at * 20 * minuteMs, path, { client: `198.51.100.${at}` }),
  ),
).flat()
/** Its menu was open before it failed. */
const lateOrder = request(nine + 50 * minuteMs, order, {
  method: 'POST',
  status: 302,
  client: '198.51.100.99',
})
const menuAt = (ms: number, status = 200) =>
  request(ms, '/cafe/menu.php', { status, client: '198.51.100.90' })

/** A small café whose menu fails from nine on; from noon on nobody asks for it. */
function said(...also: VisitRequest[]): Report[] {
  const log = cafeLog({
    untilMs: noon,
    visitsAnHour: () => 4,
    buyers: () => 0.2,
    answer: (_, path, atMs) => (path === '/cafe/menu.php' && atMs >= nine ? 500 : 200),
  })
  return tell([...log, lateOrder, ...onlyLooking, ...also], nine, evening)
}
const after = (reports: readonly Report[], ms: number) => reports.filter(({ atMs }) => atMs >= ms)
const at = (reports: readonly Report[], ms: number) =>
  reports.find(({ atMs }) => atMs === ms) as Report

describe('a step has failed each time, and nobody asks for it any more', () => {
  test('it is trouble for three hours, then not known, and never calm', () => {
    const reports = said()
    const first = reports.find(({ tone }) => tone === 'trouble')
    expect(first?.atMs).toBeLessThan(noon)
    expect(after(reports, first?.atMs ?? 0).filter(({ tone }) => tone === 'calm')).toEqual([])
    expect(at(reports, noon + 120 * minuteMs).tone).toBe('trouble')
    expect(at(reports, evening)).toMatchObject({
      kind: 'quiet',
      tone: 'unknown',
      culprit: { request: '/cafe/menu.php', status: 500 },
    })
    expect(at(reports, evening).headline).toMatch(
      /^GET \/cafe\/menu\.php answered 500 to the last \d+ requests, and nobody has asked for it since 1[12]:\d\d: it is not known whether it is over\.$/,
    )
  })

  test('it fails again hours later: the trouble goes on', () => {
    const reports = said(menuAt(moment(3, '19:00'), 500))
    expect(at(reports, moment(3, '18:59')).tone).toBe('unknown')
    expect(at(reports, moment(3, '19:01')).tone).toBe('trouble')
  })

  test('a good answer is the all-clear, whenever it comes', () => {
    const reports = said(menuAt(moment(3, '19:00')))
    expect(at(reports, moment(3, '19:01')).culprit).toBeNull()
  })

  test('one order is no all-clear, for who can do without it; several are', () => {
    const orders = (times: number) =>
      Array.from({ length: times }, (_, at) => {
        const client = `198.51.100.${91 + at}`
        const atMs = moment(3, '18:30') + at * 10 * minuteMs
        const posted = request(atMs, order, { method: 'POST', status: 302, client })
        return [request(atMs - minuteMs, '/cafe/', { client }), posted]
      }).flat()
    const tone = (times: number) => at(said(...orders(times)), moment(3, '19:01')).tone
    expect([tone(1), tone(4)]).toEqual(['unknown', 'calm'])
  })
})
