import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { FailingTable } from '@/components/errors/failing-table'
import { NoFailures } from '@/components/errors/no-failures'
import { LogText } from '@/components/shell/log-text'
import { NoEvents } from '@/components/shell/no-events'
import { Panel } from '@/components/shell/panel'
import type { CurrentSource, Live } from '@/components/shell/use-reading'
import type { Failure } from '@/lib/failure'
import type { SituationReading } from '@/lib/orders/reading'
import { unknownReport } from '@/lib/orders/report/report'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import type { Funnel } from '@/lib/queries/funnel'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'
import { defaultSite, type Site } from '@/lib/site'
import type { SourceStatus } from '@/lib/source'
import type { View } from '@/lib/view'
import { Tiles } from './tiles'

const window = { fromMs: 0, toMs: 600_000, binMs: 300_000 }
const rows = <Row,>(list: Row[]): Reading<Row> => ({
  ok: true,
  rows: list,
  query: 'stats count(*)',
  window,
  bytesScanned: 1,
  recordsScanned: 1,
  recordsMatched: 1,
  asOfMs: 0,
})
const failed: Reading<never> = {
  ok: false,
  failure: { kind: 'throttled', message: 'Too many.', remedy: 'Wait.' },
  query: '',
  window,
}
const live = <Reading,>(
  reading: Reading | null,
  problem: Failure | null = null,
): Live<Reading> => ({
  reading,
  problem,
  again: () => {},
})
const view = { range: '15m' } as const
const source: CurrentSource = {
  ...live<NonNullable<CurrentSource['reading']>>({
    ok: true,
    mode: 'local',
    logGroup: 'log',
    simulated: false,
    loading: null,
    newestEventMs: null,
    newestHour: null,
    notices: [],
  }),
  loading: false,
  everyMs: 60_000,
}
const frame = {
  view,
  window,
  zone: 'UTC',
  nowMs: 0,
  site: defaultSite,
  source,
}
const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

describe('four kinds of nothing are four pictures', () => {
  const tiles = (
    totals: Reading<Totals> | null,
    {
      steps = defaultSite.steps,
      visits = 1,
      view = frame.view,
      situation = null,
      of = source,
    }: {
      steps?: Site['steps']
      visits?: number
      view?: View
      situation?: SituationReading | null
      of?: CurrentSource
    } = {},
  ) =>
    text(
      renderToStaticMarkup(
        <Tiles
          {...frame}
          source={of}
          view={view}
          site={{ ...defaultSite, steps }}
          totals={live(totals)}
          dayAgo={live<Reading<Totals>>(null)}
          weekAgo={live<Reading<Totals>>(null)}
          situation={live(situation)}
          requests={live(rows([]))}
          orders={live(rows([]))}
          funnel={live(rows<Funnel>(visits > 0 ? [{ visits, steps: [] }] : []))}
        />,
      ),
    )
  const zero = { events: 3, requests: 3, visitors: 1, bots: 0, orders: 0, failed: 0 }

  test('zero', () => expect(tiles(rows([zero]))).toMatch(/Orders 0/))
  test('no log events received', () => {
    expect(tiles(rows<Totals>([]))).toMatch(/Orders no log events received/)
    expect(tiles(rows<Totals>([]))).not.toMatch(/Orders 0/)
  })
  test.each<Partial<View>>([{ country: 'AQ' }, { city: 'Ulm' }, { client: '203.0.113.0/24' }])(
    'a filter without hits is no outage: %j',
    (filter) => {
      const narrow = { ...frame.view, ...filter }
      expect(tiles(rows<Totals>([]), { view: narrow })).toMatch(
        /Orders no request fits these filters/,
      )
      const panel = renderToStaticMarkup(<NoEvents view={narrow} source={source} />)
      expect(text(panel)).toMatch(/No request fits these filters/)
      expect(text(panel)).not.toMatch(/received/)
    },
  )
  test.each<[string, Partial<SourceStatus>, RegExp]>([
    ['an empty log has no longer period to choose', {}, /Nothing has been logged yet/],
    ['a log with lines', { newestEventMs: 5 }, /Choose a longer period/],
    ['a log with lines that are no requests', { oldestEventMs: 5 }, /Choose a longer period/],
    [
      'a log that cannot be asked',
      { failure: { kind: 'throttled', message: 'Too many.', remedy: 'Wait.' } },
      /check that the log is being written/,
    ],
  ])('%s', (_, log, expected) => {
    const { reading } = source
    const of = { ...source, reading: reading && { ...reading, ...log } }
    const panel = text(renderToStaticMarkup(<NoEvents view={view} source={of} />))
    expect(panel).toMatch(expected)
    expect(panel).not.toMatch(expected.source.startsWith('Nothing') ? /longer/ : /yet/)
  })
  test('of a log that cannot be read nothing is known, whatever the period', () => {
    const { reading } = source
    const file = { path: 'access_log', bytes: 0, readBytes: 0, format: null, lines: 0 }
    const none = { requests: 0, notUnderstood: 0, inDoubt: 0, newestRequestMs: null }
    const files = [{ ...file, ...none, problem: 'There is no file access_log.' }]
    const loading = { files, linesPerSecond: 0, secondsLeft: null, done: true }
    const of = { ...source, reading: reading && { ...reading, loading } }
    const panel = text(renderToStaticMarkup(<NoEvents view={view} source={of} />))
    expect(panel).toMatch(/Not known The log cannot be read/)
    expect(panel).not.toMatch(/longer|received/)
    expect(tiles(rows<Totals>([]), { of })).toMatch(/Orders not known: the log cannot be/)
  })
  test('nothing that failed with one status says nothing of the others', () => {
    const nothing = (view: View) =>
      text(
        renderToStaticMarkup(
          <NoFailures view={view} source={source} totals={live(rows([zero]))} />,
        ),
      )
    expect(nothing({ ...view, status: '404' })).toMatch(/No request fits these filters/)
    expect(nothing(view)).toMatch(/No failed requests in this period/)
  })
  test('still on its way', () => expect(tiles(null)).toMatch(/Orders loading/))
  test('could not ask', () => expect(tiles(failed)).toMatch(/Orders unavailable/))
  test('nobody has said what an order is', () => {
    expect(tiles(rows([zero]), { steps: [] })).toMatch(
      /Orders what an order is has not been set up: Set-up/,
    )
    expect(tiles(rows([zero]), { steps: [] })).not.toMatch(/Orders 0/)
  })
  test('the steps that CafeWatch comes with are nobody’s', () => {
    const report = { ...unknownReport(0, ''), kind: 'not-configured' as const }
    const situation = { ok: true as const, report, state: null }
    expect(tiles(rows([zero]), { situation, visits: 0 })).toMatch(
      /Orders what an order is has not been set up: Set-up/,
    )
  })
  test('the paths of the log are others than those of the steps', () => {
    const steps = [{ name: 'shop', match: [{ path: '/shop' }] }]
    expect(tiles(rows([zero]), { steps, visits: 0 })).toMatch(/Orders no visit matches the steps/)
    expect(tiles(rows([zero]), { visits: 0 })).toMatch(/Orders what an order is has not been set/)
    expect(tiles(rows([{ ...zero, orders: 2 }]), { visits: 0 })).toMatch(/Orders 2/)
  })
  test('orders of programs are said to be in the number', () => {
    const state = { sinceMs: null, apart: { since: 12, inDay: 317, agents: [] } }
    const situation = { ok: true as const, report: null, state: state as unknown as ShopState }
    expect(tiles(rows([{ ...zero, orders: 340 }]), { situation })).toMatch(
      /Orders 340 .*counts what programs sent, too: 317 in the last 24 hours, see Bots/,
    )
  })
  test('visitors are people, and bots stand apart', () => {
    const shown = tiles(rows([{ ...zero, requests: 30, visitors: 4, bots: 6 }]))
    expect(shown).toMatch(/Visitors 4 /)
    expect(shown).toMatch(/Bots 6 20.% of requests/)
  })

  const panel = (reading: Reading<number> | null, problem = false) =>
    text(
      renderToStaticMarkup(
        <Panel
          title="Panel"
          current={live(reading, problem && !failed.ok ? failed.failure : null)}
          source={source}
          view={view}
          zone="UTC"
        >
          {(list) => <p>{list.length} rows</p>}
        </Panel>,
      ),
    )
  test('a panel waits, fails with its remedy, or keeps its old rows and says so', () => {
    expect(panel(null)).toMatch(/Loading/)
    expect(panel(failed)).toMatch(/Too many\. Wait\./)
    expect(panel(rows([1, 2]))).toMatch(/2 rows.*as of 00:00:00/)
    expect(panel(rows([1, 2]), true)).toMatch(/2 rows.*not refreshed: Too many\./)
  })

  test('a failure of the source is said once, above all panels', () => {
    const failure = { kind: 'unreachable' as const, message: 'No answer.', remedy: 'Wait.' }
    const whole = { ...source, reading: source.reading && { ...source.reading, failure } }
    const panelOf = (of: CurrentSource) =>
      renderToStaticMarkup(
        <Panel
          title="Panel"
          current={live({ ...failed, failure })}
          source={of}
          view={view}
          zone="UTC"
        >
          {() => null}
        </Panel>,
      )
    expect(panelOf(whole as CurrentSource)).toMatch(/Unavailable.*The reason is above\./)
    expect(panelOf(whole as CurrentSource)).not.toMatch(/No answer/)
    expect(panelOf(source)).toMatch(/No answer\. ?.*Wait\./)
  })

  test('a line that would show only part of the failures is not drawn', () => {
    const row = {
      method: 'GET',
      request: '/a',
      status: '500',
      failures: 10,
      clients: 1,
      firstSeen: 0,
      lastSeen: 0,
    }
    const table = (failures: number) =>
      renderToStaticMarkup(
        <FailingTable
          rows={[row]}
          urls={live(rows([]))}
          failures={live(rows([{ method: 'GET', request: '/a', status: '500', bin: 0, failures }]))}
          situation={live(null)}
          {...frame}
        />,
      )
    expect(table(10)).toContain('<svg')
    expect(table(4)).not.toContain('<svg')
  })
})

describe('text from a log is only text', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['a\u001b[31mred', 'U+001B'],
    ['\u202eexe.txt', 'U+202E'],
    ['zero\u200bwidth', 'U+200B'],
    ['" onload="x', '&quot; onload=&quot;x'],
  ])('%j', (hostile, shown) => {
    const html = renderToStaticMarkup(<LogText text={hostile} />)
    expect(html).toContain(shown)
    for (const wrong of ['<script', '\u001b', '\u202e', '\u200b']) expect(html).not.toContain(wrong)
  })

  test('what is very long is cut, and says by how much', () => {
    expect(text(renderToStaticMarkup(<LogText text={'x'.repeat(5_000)} />))).toMatch(
      /1000 more characters/,
    )
  })
})
