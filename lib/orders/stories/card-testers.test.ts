import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const two = moment(3, '14:00')
const order = '/cafe/processOrder.php'

const site: Site = {
  ...defaultSite,
  steps: defaultSite.steps.map((step) =>
    step.name === 'order'
      ? { ...step, match: step.match.map((match) => ({ ...match, status: 302 })) }
      : step,
  ),
}

const tones = (reports: readonly Report[]) => [...new Set(reports.map(({ tone }) => tone))]
const said = (log: VisitRequest[], of = site) => tell(log, moment(3, '11:00'), two, of)

/** Each from an address of its own walks through the shop and tries three cards. */
function testers(everyMs: number, stepMs: number, status: number): VisitRequest[] {
  const visits = Math.floor((two - noon) / everyMs)
  return Array.from({ length: visits }, (_, visit) => {
    const from = noon + visit * everyMs
    const client = `203.0.${visit >> 8}.${visit & 255}`
    const ask = (at: number, path: string, more: Partial<VisitRequest> = {}) =>
      request(from + at * stepMs, path, { client, ...more })
    const tries = [2, 3, 4].map((at) => ask(at, order, { method: 'POST', status }))
    return [ask(0, '/cafe/'), ask(1, '/cafe/menu.php'), ...tries]
  }).flat()
}

const people = cafeLog({ untilMs: two })
const quiet = cafeLog({ untilMs: two, visitsAnHour: (hour) => (hour < 8 || hour >= 22 ? 1 : 12) })

describe('programs that walk through the shop in no time are refused', () => {
  test.each<[string, VisitRequest[], VisitRequest[]]>([
    ['two a minute, with 402', people, testers(0.5 * minuteMs, 1_000, 402)],
    ['two a minute, with 403, more slowly', people, testers(0.5 * minuteMs, 3_000, 403)],
    ['as often as people order, with 422', quiet, testers(12 * minuteMs, 2_000, 422)],
    ['or get the form again', people, testers(minuteMs, 2_000, 200)],
  ])('%s: no trouble, and nothing is lost', (_, usual, also) => {
    const reports = said([...usual, ...also])
    expect(tones(reports)).toEqual(['calm'])
    expect(reports.every(({ lostOrders }) => lostOrders === null)).toBe(true)
  })

  test('and fail with 500: no trouble, and nothing is lost; while these are more than strays it is not calm', () => {
    const reports = said([...quiet, ...testers(10 * minuteMs, 1_000, 500)])
    expect(tones(reports)).toEqual(['calm', 'unknown'])
    expect(reports.every(({ lostOrders }) => lostOrders === null)).toBe(true)
    const first = reports.find(({ tone }) => tone === 'unknown')
    expect(first?.details).toContain('No order is known to be lost by it.')
  })

  test('they are not among the visits', () => {
    const visitsOf = (log: VisitRequest[]) => said(log).at(-1)?.details.join(' ')
    expect(visitsOf([...people, ...testers(minuteMs, 1_000, 402)])).toBe(visitsOf(people))
  })

  test('where nobody else comes, nobody came', () => {
    const gone = cafeLog({
      untilMs: two,
      visitsAnHour: (hour) => (hour >= 8 && hour < 12 ? 12 : 0),
    })
    // Refused at first, they are no visits yet; what they are is known by the request that is answered.
    const also = testers(5 * minuteMs, 1_000, 200).map((line) =>
      line.method === 'GET' ? { ...line, status: 403 } : line,
    )
    expect(
      said([...gone, ...also])
        .at(-1)
        ?.details.join(' '),
    ).toContain('0 orders from 0 visits')
  })

  test('who says that they are people is believed', () => {
    const agent = 'Mozilla/5.0 (X11; Linux x64) Till/3.1'
    const also = testers(minuteMs, 1_000, 402).map((line) => ({ ...line, agent }))
    const believed = { ...site, people: { agents: [agent] } }
    expect(tones(said([...people, ...also]))).toEqual(['calm'])
    expect(tones(said([...people, ...also], believed))).toContain('trouble')
  })
})

describe('people are refused', () => {
  const refused = cafeLog({
    untilMs: two,
    answer: (method, _, atMs) => (method === 'POST' && atMs >= noon ? 402 : 200),
  })
  const firstMs = (reports: readonly Report[]) =>
    reports.find(({ tone }) => tone === 'trouble')?.atMs

  test('it is said as soon as without the programs beside them', () => {
    const alone = said(refused)
    const beside = said([...refused, ...testers(minuteMs, 1_000, 402)])
    expect(firstMs(alone)).toBeLessThanOrEqual(noon + 10 * minuteMs)
    expect(firstMs(beside)).toBe(firstMs(alone))
    expect(beside.at(-1)?.lostOrders).toEqual(alone.at(-1)?.lostOrders)
  })
})
