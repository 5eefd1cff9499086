import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { defaultSite, type Site } from '@/lib/site'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { beginMs, type CafeStory, cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const eleven = moment(3, '11:00')
const noon = moment(3, '12:00')
const two = moment(3, '14:00')
const order = '/cafe/processOrder.php'
const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36'

/** Each from an address of its own sends an order, and what `then` adds. */
function direct(
  fromMs: number,
  untilMs: number,
  everyMs: number,
  then: (post: VisitRequest) => VisitRequest[] = () => [],
): VisitRequest[] {
  const posts = Math.floor((untilMs - fromMs) / everyMs)
  return Array.from({ length: posts }, (_, at) => {
    const client = `203.${at >> 16}.${(at >> 8) & 255}.${at & 255}`
    const post = request(fromMs + at * everyMs, order, {
      ...{ method: 'POST', status: 302, client, agent },
    })
    return [post, ...then(post)]
  }).flat()
}
const later = (post: VisitRequest, path: string, ms: number) =>
  request(post.timeMs + ms, path, { client: post.client, agent })

const cafe = (more: Partial<CafeStory> = {}) => cafeLog({ untilMs: two, ...more })
const said = (log: VisitRequest[], site?: Site) => tell(log, eleven, two, site)
const at = (reports: readonly Report[], ms: number) =>
  reports.find(({ atMs }) => atMs === ms) as Report
/** "12 orders from 24 visits in the hour to 13:00". */
const orders = ({ details }: Report) => Number(/^(\d+) orders?\b/.exec(details[0] ?? '')?.[1])
const words = (report: Report) => report.details.join(' ')

const one = moment(3, '13:00')
const usual = orders(at(said(cafe()), one))
const usualAtTwo = orders(at(said(cafe()), two))
/** Nobody gets an order through from noon on. */
const broken = cafe({
  answer: (method, _, atMs) => (method === 'POST' && atMs >= noon ? 0 : 200),
})

describe('programs send orders, and ask for nothing else', () => {
  const bots = direct(noon, two, 22_000)

  test('they are said to be programs’, and do not count', () => {
    const reports = said([...cafe(), ...bots])
    expect(orders(at(reports, two))).toBe(usualAtTwo)
    expect(words(at(reports, two))).toContain(
      '163 requests in the last hour that would be orders came from clients that asked for nothing else before, as programs do: they do not count.',
    )
    expect(new Set(reports.map(({ tone }) => tone))).toEqual(new Set(['calm']))
  })

  test('they do not hide that orders stopped', () => {
    const stops = (log: VisitRequest[]) => said(log).find(({ tone }) => tone === 'trouble')
    expect(stops(broken)?.kind).toBe('orders-stopped')
    const minutesLater =
      (stops([...broken, ...bots])?.atMs ?? Infinity) - (stops(broken)?.atMs ?? 0)
    expect(minutesLater).toBeLessThanOrEqual(5 * minuteMs)
  })

  test.each<[string, VisitRequest[]]>([
    ['all from one address', bots.map((line) => ({ ...line, client: '203.0.113.1' }))],
    [
      'sent on to the next page',
      direct(noon, two, 22_000, (post) => [later(post, '/thanks', 500)]),
    ],
    ['since yesterday', direct(noon - dayMs, two, 22_000)],
  ])('%s: they do not count either', (_, lines) => {
    expect(orders(at(said([...cafe(), ...lines]), two))).toBe(usualAtTwo)
  })

  test('who says that they are people is believed', () => {
    const site = { ...defaultSite, people: { agents: [`=${agent}`] } }
    expect(orders(at(said([...cafe(), ...bots], site), one))).toBe(usual + 163)
  })
})

describe('people order without a page before', () => {
  const count = (log: VisitRequest[]) => orders(at(said(log), one))
  const few = 20 * minuteMs

  test.each<[string, VisitRequest[]]>([
    [
      'their address changed on the way, and the next page’s files follow',
      direct(noon + minuteMs, two, few, (post) => [
        later(post, '/thanks', 300),
        later(post, '/cafe/thanks.css', 600),
      ]),
    ],
    [
      'they looked at the menu hours before',
      direct(noon + minuteMs, two, few, (post) => [later(post, '/cafe/menu.php', -3 * hourMs)]),
    ],
    [
      'another browser of theirs asked before: the bank’s app led back',
      direct(noon + minuteMs, two, few, (post) => [
        { ...later(post, '/cafe/menu.php', -5 * minuteMs), agent: 'Mozilla/5.0 Instagram' },
      ]),
    ],
    ['an app does so on all days', direct(beginMs + hourMs, two, few)],
  ])('%s: they count', (_, lines) => {
    expect(count([...cafe(), ...lines])).toBe(usual + 3)
  })

  test('all do from one day on: a cache answers the pages', () => {
    const cached = cafe().filter(({ timeMs, method }) => timeMs < noon || method === 'POST')
    const reports = said(cached)
    expect(reports.filter(({ kind }) => kind === 'orders-stopped')).toEqual([])
  })

  test('all have always done so', () => {
    const posts = cafe().filter(({ method }) => method === 'POST')
    expect(orders(at(said(posts), one))).toBe(usual)
  })
})

describe('a monitor orders each quarter of an hour to see whether it can', () => {
  const monitor =
    'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0.0.0 Safari/537.36 Checkly/1.0'
  const tests = Array.from({ length: (two - beginMs) / (15 * minuteMs) }, (_, at) =>
    ['/cafe/', '/cafe/menu.php', order].map((path, nth) =>
      request(beginMs + at * 15 * minuteMs + nth * 2_000, path, {
        ...(path === order && { method: 'POST', status: 302 }),
        ...{ client: `198.51.100.${at % 20}`, agent: monitor },
      }),
    ),
  ).flat()

  test('that is no sign that people can', () => {
    const stops = (log: VisitRequest[]) => said(log).find(({ tone }) => tone === 'trouble')
    expect(stops([...broken, ...tests])?.atMs).toBeLessThanOrEqual(stops(broken)?.atMs ?? 0)
  })

  test('it counts where nobody else orders, and where somebody says so', () => {
    expect(orders(at(said(tests), one))).toBe(4)
    const site = { ...defaultSite, people: { agents: [`=${monitor}`] } }
    expect(orders(at(said([...cafe(), ...tests], site), one))).toBe(usual + 4)
  })
})
