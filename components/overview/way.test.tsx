import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { CurrentSource, Live } from '@/components/shell/use-reading'
import type { SituationReading } from '@/lib/orders/reading'
import { unknownReport } from '@/lib/orders/report/report'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import type { AgentRow } from '@/lib/queries/bots'
import type { Funnel } from '@/lib/queries/funnel'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'
import { defaultSite, type Site } from '@/lib/site'
import { dayMs } from '@/lib/time'
import { Bots } from './bots'
import { Way } from './way'

const window = { fromMs: 10 * dayMs, toMs: 10 * dayMs + 600_000, binMs: 300_000 }
const live = <R,>(reading: R | null): Live<R> => ({ reading, problem: null, again: () => {} })
const rows = <Row,>(list: Row[], daysAgo = 0): Live<Reading<Row>> =>
  live<Reading<Row>>({
    ok: true,
    rows: list,
    query: 'stats count(*)',
    window: { ...window, fromMs: window.fromMs - daysAgo * dayMs },
    ...{ bytesScanned: 1, recordsScanned: 1, recordsMatched: 1, asOfMs: 0 },
  })
const source: CurrentSource = {
  ...live<NonNullable<CurrentSource['reading']>>({
    ...{ ok: true, mode: 'local', logGroup: 'log', simulated: false, loading: null },
    ...{ newestEventMs: null, newestHour: null, notices: [] },
  }),
  ...{ loading: false, everyMs: 60_000 },
}
const frame = { view: { range: '15m' } as const, window, zone: 'UTC', nowMs: 0, source }
const text = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/\s+/g, ' ')
const totals: Totals = {
  events: 9_000,
  requests: 9_000,
  visitors: 679,
  bots: 0,
  orders: 0,
  failed: 0,
}

const funnel = (
  visits: number,
  ...counts: (readonly [asked: number, reached: number])[]
): Funnel => ({
  visits,
  steps: counts.map(([asked, reached], at) => ({
    ...{ asked, reached, fromBeforeMs: at > 0 && reached > 0 ? 48_000 : null },
  })),
})
const notSetUp = { ...unknownReport(0, ''), kind: 'not-configured' as const }
const usual = funnel(1_200, [1_190, 1_190], [625, 624], [60, 60])

interface Given {
  now?: Funnel[]
  before?: Funnel[]
  site?: Partial<Site>
  came?: Totals[]
  situation?: SituationReading | null
}

function html({
  now = [],
  before = [usual],
  site = {},
  came = [totals],
  situation = null,
}: Given): string {
  return renderToStaticMarkup(
    <Way
      {...frame}
      site={{ ...defaultSite, ...site }}
      funnel={rows(now)}
      dayBefore={rows(before, 1)}
      weekBefore={rows(before, 7)}
      totals={rows(came)}
      situation={live(situation)}
    />,
  )
}

describe('the way to an order', () => {
  const outage = html({ now: [funnel(1_240, [1_230, 1_230], [748, 3], [0, 0])] })

  test('the step that broke is marked with a sign and says so; what follows from it is not', () => {
    expect(outage.match(/data-state="broken"/g)).toHaveLength(1)
    expect(outage.match(/data-state="beyond"/g)).toHaveLength(1)
    expect(text(outage)).toContain('▲ menu')
    expect(text(outage)).toContain('menu: 3 of 1,240 visits got here; usually 52 %.')
    expect(text(outage)).toContain('nobody got there')
  })

  test('a name that is shortened is whole in its title', () => {
    expect(outage).toMatch(/<b class="[^"]*" title="menu">/)
  })

  test('all of it stands in a table as well', () => {
    const [, table = ''] = /(<table>.*<\/table>)/s.exec(outage) ?? []
    expect(table.match(/<tr>/g)).toHaveLength(4)
    expect(text(table)).toMatch(/landing 1,230 1,230 99 % 99 %/)
    expect(text(table)).toMatch(/menu menu: 3 of 1,240 .* 3 748 0.2 % 52 % 100 % 48 s 48 s/)
  })

  test('with nothing wrong it is calm, with the usual as outlines', () => {
    const calm = html({ now: [funnel(1_240, [1_230, 1_230], [640, 638], [61, 61])] })
    expect(calm).not.toMatch(/data-state="(broken|beyond)"|▲/)
    expect(calm.match(/<s style="width:/g)).toHaveLength(3)
    expect(text(calm)).toMatch(/menu 51 % usual 52 % 638 visits · after 48 s · 90 % go no further/)
  })

  test.each<[string, Given, RegExp]>([
    ['few visits', { now: [funnel(8, [8, 8], [3, 0], [0, 0])] }, /Too few visits to compare\./],
    ['no earlier visits', { now: [usual], before: [] }, /Nothing to compare with/],
    [
      'no steps',
      { site: { steps: [] } },
      /What an order is has not been set up 679 visitors came\..* Set-up /,
    ],
    [
      'steps that nobody has set',
      { situation: { ok: true, report: notSetUp, state: null } },
      /What an order is has not been set up 679 visitors came\..* Set-up /,
    ],
    [
      'the café’s steps, which are in force until others are chosen',
      {},
      /What an order is has not been set up 679 visitors came\..* Set-up /,
    ],
    [
      'other paths',
      { site: { steps: [{ name: 'shop', match: [{ path: '/shop' }] }] } },
      /No visit matches the steps 679 visitors came, and none asked for shop\./,
    ],
    ['nothing at all', { came: [] }, /Nothing has been logged yet/],
  ])('%s', (_, given, said) => expect(text(html(given))).toMatch(said))

  test('the hours of a day and of a week before that are the same count once', () => {
    const twice = renderToStaticMarkup(
      <Way
        {...frame}
        site={defaultSite}
        funnel={rows([funnel(30, [30, 30], [15, 15], [1, 1])])}
        dayBefore={rows([funnel(12, [12, 12], [6, 6], [1, 1])], 7)}
        weekBefore={rows([funnel(12, [12, 12], [6, 6], [1, 1])], 7)}
        totals={rows([totals])}
        situation={live<SituationReading>(null)}
      />,
    )
    expect(text(twice)).toContain('too few visits in the same hours')
  })

  test('the name of a step is only text', () => {
    const steps = [{ name: '<img src=x onerror=1>', match: [{ path: '/' }] }]
    expect(html({ now: [funnel(30, [30, 30])], site: { steps } })).not.toContain('<img')
  })
})

describe('bots', () => {
  const agent = (name: string | null, bot: number): AgentRow => ({
    ...{ agent: name, bot, probe: 0, requests: 12, clients: 3, lastSeen: dayMs },
  })
  const bots = (list: AgentRow[], situation: SituationReading | null = null) =>
    renderToStaticMarkup(
      <Bots
        {...frame}
        site={defaultSite}
        bots={rows(list)}
        totals={rows([totals])}
        situation={live(situation)}
      />,
    )

  test('the busiest are listed, the rest and those who count as people are folded away', () => {
    const many = Array.from({ length: 10 }, (_, at) => agent(`Crawler/${at}`, 1))
    const shown = text(bots([...many, agent('Firefox/140', 0)]))
    expect(shown).toMatch(/Crawler\/7 12 3 .* 2 more bots .*Crawler\/8/)
    expect(shown).toMatch(/agents that count as people .*Firefox\/140/)
  })

  test('an agent is never markup, and none is said to be none', () => {
    const hostile = bots([agent('<script>alert(1)</script>\u202e', 1), agent(null, 1)])
    expect(hostile).not.toMatch(/<script|\u202e/)
    expect(text(hostile)).toContain('none')
  })

  test('orders that do not count are listed by agent', () => {
    const agents = [{ agent: 'Firefox/140', orders: 317 }]
    const state = { apart: { since: 12, inDay: 317, agents } } as unknown as ShopState
    const shown = text(bots([agent('Crawler/1', 1)], { ok: true, report: null, state }))
    expect(shown).toMatch(/Orders that do not count, in the last 24 hours .*Firefox\/140 .*317 /)
  })

  test('nobody calls himself a bot', () => {
    expect(text(bots([agent('Firefox/140', 0)]))).toContain(
      'No agent calls itself a bot or behaves like one',
    )
  })
})
