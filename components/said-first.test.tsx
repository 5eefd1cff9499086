import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { AlarmsReading } from '@/lib/alarms/alarm'
import type { SituationReading } from '@/lib/orders/reading'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'
import { defaultSite } from '@/lib/site'
import type { LoadingStatus, SourceStatus } from '@/lib/source'
import { hourMs } from '@/lib/time'
import { newTrial } from '@/lib/trial'
import type { View, Wrong } from '@/lib/view'
import { Alarms } from './alarms/alarms'
import { BackTest } from './back-test/back-test'
import { Errors } from './errors/errors'
import { UrlFailures } from './errors/url-failures'
import { Explore } from './explore/explore'
import { Overview } from './overview/overview'
import { Tail } from './tail/tail'

const window = { fromMs: 0, toMs: 3 * hourMs, binMs: hourMs }
const frame = { view: { range: '3h' as const }, window, zone: 'UTC', nowMs: 3 * hourMs }

const answer = <Row,>(rows: Row[]): Reading<Row> => ({
  ok: true,
  rows,
  query: 'stats count(*)',
  window,
  bytesScanned: 1,
  recordsScanned: 1,
  recordsMatched: rows.length,
  asOfMs: 3 * hourMs,
})
const alarms: AlarmsReading = {
  ok: true,
  asOfMs: frame.nowMs,
  alarms: [
    {
      name: '500-Errors',
      kind: 'metric',
      description: null,
      state: 'OK',
      sinceMs: 0,
      reason: 'Threshold not crossed.',
      actionsEnabled: true,
      notifies: false,
      changes: [],
    },
  ],
}

interface Given {
  situation?: SituationReading
  view?: View
  source: Partial<SourceStatus>
  events: number
  requests: number
  wrong?: Wrong[]
}

/** Every page, with no failure anywhere and these lines. */
function pages(given: Given): Record<string, ReactElement> {
  const { source: more, events, requests, view = frame.view, wrong } = given
  const { situation = { ok: true, report: null, state: null } } = given
  const source: SourceStatus = {
    mode: 'local',
    logGroup: 'log',
    simulated: false,
    loading: null,
    newestEventMs: null,
    newestHour: null,
    notices: [],
    ...more,
  }
  const totals = answer<Totals>(
    events > 0 ? [{ events, requests, visitors: 1, bots: 0, orders: 1, failed: 0 }] : [],
  )
  const none = answer<never>([])
  const incidents = {
    ...{ ok: true as const, report: null, incidents: null, readFromMs: null },
    judged: null,
  }
  const expected = { ok: true as const, bins: null, isLearning: false }
  const overview = {
    ...{
      totals,
      dayAgo: none,
      weekAgo: none,
      requests: none,
      orders: none,
      countries: none,
      cities: none,
    },
    ...{ regions: none, latestRequests: none, latestOrders: none, latestExpected: expected },
    ...{
      failing: none,
      urls: none,
      failures: none,
      alarms,
      situation,
      incidents,
      expected,
      source,
    },
    ...{ funnel: none, dayBefore: none, weekBefore: none, bots: none },
  }
  const url = {
    ...{ byBin: none, locations: none, agents: none, referrers: none, samples: none, source },
    ...{ situation, incidents },
  }
  const errors = {
    ...{ failing: none, urls: none, failures: none, totals, unparsed: none, source },
    situation,
  }
  const archive = { ok: true as const, archive: null }
  const recipients = { ok: true as const, by: 'cloudwatch' as const }
  const shown = { ...frame, wrong }
  return {
    '/': <Overview {...shown} view={view} site={defaultSite} first={overview} />,
    '/errors': <Errors {...shown} site={defaultSite} first={errors} />,
    '/errors?request=': (
      <UrlFailures
        {...shown}
        site={defaultSite}
        view={{ range: '3h', request: '/menu' }}
        first={url}
      />
    ),
    '/alarms': <Alarms {...shown} first={{ alarms, archive, recipients, source }} />,
    '/back-test': <BackTest {...shown} trial={newTrial} asked first={{ alarms, source }} />,
    '/explore': (
      <Explore
        {...shown}
        first={{ source }}
        samples={[]}
        vocabulary={{ commands: [], functions: [], keywords: [] }}
        billed={false}
        wholeAddresses={false}
        runsAtOnce={false}
      />
    ),
    '/tail': (
      <Tail {...shown} mode="local" pattern="" wholeAddresses={false} on first={{ source }} />
    ),
  }
}

const main = (page: ReactElement) =>
  /<main[\s\S]*<\/main>/.exec(renderToStaticMarkup(page))?.[0] ?? ''
const text = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
const firstHeading = (html: string) => text(/<h[12][\s\S]*?<\/h[12]>/.exec(html)?.[0] ?? '')

/** What nobody can know then. */
const comfort =
  /No fail|Nothing failed|Failed requests 0|No incidents|coming in|● OK|was understood|below 400|would not have|not in alarm|No events|No alarm is raised|detected every/

type File = LoadingStatus['files'][number]
const file = {
  path: '/var/log/access.log',
  bytes: 1_000,
  readBytes: 430,
  format: null,
  ...{ lines: 0, requests: 0, notUnderstood: 0, inDoubt: 0 },
  newestRequestMs: null,
}
const loading = (more: Partial<LoadingStatus>): LoadingStatus => ({
  files: [{ ...file, lines: 9, requests: 9 }],
  linesPerSecond: 1_000,
  secondsLeft: 100,
  done: true,
  ...more,
})

const hostile = '7;nonsense;<img src=x onerror=alert(1)>;\u202e'
const cases: [string, Given, string][] = [
  [
    'while the log is being read',
    { source: { loading: loading({ done: false }) }, events: 9, requests: 9 },
    'The log is still being read: 43 %, about 2 minutes left.',
  ],
  [
    'when the only file is missing',
    {
      source: { loading: loading({ files: [{ ...file, problem: 'There is no file x.' }] }) },
      events: 0,
      requests: 0,
    },
    'The log cannot be read.',
  ],
  [
    'when no line was understood',
    {
      source: {
        newestHour: {
          ...{ fromMs: 0, toMs: hourMs, lines: 304, requests: 0, newestRequestMs: null },
          example: { message: hostile, reason: 'The line is in no format that CafeWatch knows.' },
          knownFormats: ['Apache combined', 'JSON LogFormat'],
        },
      },
      events: 304,
      requests: 0,
    },
    'None of the 304 lines of the newest hour could be read as a request.',
  ],
]

describe.each(cases)('%s', (_, given, headline) => {
  const shown = pages(given)
  test.each(Object.keys(shown))('%s says so first', (path) => {
    const page = shown[path]
    if (!page) throw new Error('no such page')
    const html = main(page)
    expect(firstHeading(html)).toBe(headline)
    expect(html.match(/<h1/g)).toHaveLength(1)
  })
})

const [[, whileRead], [, missing], [, foreign]] = cases as [
  (typeof cases)[number],
  (typeof cases)[number],
  (typeof cases)[number],
]

test.each(Object.keys(pages(whileRead)))(
  'while the log is being read, %s claims nothing',
  (path) => {
    const page = pages(whileRead)[path]
    expect(page && text(main(page))).not.toMatch(comfort)
  },
)

test.each(['/', '/errors'])('%s is never calm about lines that were not understood', (path) => {
  for (const given of [foreign, missing, { ...foreign, source: {} }]) {
    const page = pages(given)[path]
    const html = page ? main(page) : ''
    expect(html).not.toContain('data-tone="calm"')
    expect(text(html)).not.toMatch(/No fail|below 400|was understood|coming in/)
  }
})

test.each([
  ['not evaluated yet', whileRead],
  ['nothing to evaluate', missing],
  ['nothing to evaluate', foreign],
])('no alarm is OK about lines that it has not seen: %s', (words, given) => {
  for (const path of ['/', '/alarms']) {
    const page = pages(given)[path]
    const html = page ? text(main(page)) : ''
    expect(html).toContain(`◌ ${words}`)
    expect(html).not.toMatch(/● OK|not in alarm/)
  }
})

const minuteBefore = frame.nowMs - 60_000
test.each<[string, Partial<SourceStatus>]>([
  ['not known: no log events', {}],
  ['not known: no log events since 02:00', { newestEventMs: 2 * hourMs }],
  [
    'not known: the log cannot be asked',
    {
      newestEventMs: minuteBefore,
      failure: { kind: 'unreachable', message: 'No answer.', remedy: 'Wait.' },
    },
  ],
])('no alarm is OK without new data: %s', (words, source) => {
  for (const path of ['/', '/alarms']) {
    const page = pages({ source, events: 9, requests: 9 })[path]
    const html = page ? text(main(page)) : ''
    expect(html).toContain(`◌ ${words}`)
    expect(html).not.toMatch(/● OK|not in alarm in this period/)
  }
})

test.each<[string, Partial<SourceStatus>, string, [x: string, width: string][]]>([
  ['the whole period', { oldestEventMs: 0 }, 'not in alarm in this period', [['0', '1000']]],
  [
    'from the first line of the log on',
    { oldestEventMs: 1.5 * hourMs },
    'not in alarm in the part of it that the log covers',
    [['500', '500']],
  ],
  [
    'up to its last line',
    { newestEventMs: 1.5 * hourMs },
    'not in alarm in the part of it that the log covers',
    [['0', '500']],
  ],
])('the ribbon of an alarm shows %s', (_, source, words, drawn) => {
  const given = { newestEventMs: minuteBefore, ...source }
  const page = pages({ source: given, events: 9, requests: 9 })['/alarms']
  const strip = /<svg class="[^"]*strip[\s\S]*?<\/svg>/.exec(page ? main(page) : '')?.[0] ?? ''
  expect(text(strip)).toBe(words)
  expect([...strip.matchAll(/x="(\d+)" width="(\d+)"/g)].map(([, x, width]) => [x, width])).toEqual(
    drawn,
  )
})

test('a filter without hits does not read as an outage', () => {
  const view: View = { range: '3h', country: 'AQ' }
  const page = pages({ view, source: { newestEventMs: minuteBefore }, events: 0, requests: 0 })['/']
  const html = page ? main(page) : ''
  expect(firstHeading(html)).toBe('No request fits these filters.')
  expect(text(html)).not.toMatch(/No log events (were )?received/)
})

test('an alarm is not known to be in its state before the first line of the log', () => {
  const source = { newestEventMs: minuteBefore, oldestEventMs: 1.5 * hourMs }
  const page = pages({ source, events: 9, requests: 9 })['/alarms']
  expect(page && text(main(page))).toContain('● OK 500-Errors since 01:30')
})

test('the line stands beside it as text, with the formats and what to set', () => {
  const page = pages(foreign)['/']
  const html = page ? main(page) : ''
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expect(html).toContain('U+202E')
  expect(html).not.toContain('\u202e')
  for (const words of [
    'Apache combined, JSON LogFormat',
    'LOG_FORMAT',
    'npm run check-log -- FILE',
  ])
    expect(text(html)).toContain(words)
})

const silence = {
  ...{ atMs: frame.nowMs, kind: 'no-traffic', lastLineMs: 2 * hourMs, usualRequests: 34 },
  ...{ sinceMs: 2 * hourMs, culprit: null, candidates: [], lost: null, visits: 0, orders: 0 },
  ...{ expected: null, lastOrderMs: null, usualVisits: null, sharedBy: null, slowness: null },
} as unknown as ShopState

test.each<[string, Partial<File>, RegExp]>([
  ['is missing', { problem: 'There is no file x.' }, /, and the log cannot be read\.$/],
  [
    'was moved away',
    { lines: 9, problem: 'There is no file x.', isReadOn: true },
    /, and the log file is gone\.$/,
  ],
])('silence of a file that %s: one headline says both', (_, more, end) => {
  const given: Given = {
    source: { loading: loading({ files: [{ ...file, ...more }] }), newestEventMs: 2 * hourMs },
    situation: { ok: true, report: null, state: silence },
    ...{ events: 9, requests: 9 },
  }
  const page = pages(given)['/']
  const html = page ? main(page) : ''
  expect(firstHeading(html)).toMatch(/^Nothing has been logged since 02:00 \(60 min\)/)
  expect(firstHeading(html)).toMatch(end)
  expect(html.match(/<h1/g)).toHaveLength(1)
  expect(text(html).match(/There is no file x\./g)).toHaveLength(1)
})

test.each(Object.keys(pages({ source: {}, events: 1, requests: 1 })))(
  '%s says what its address asks for and is not shown',
  (path) => {
    const wrong = [{ field: 'range', problem: 'must be one of 1h or 3h' }]
    const page = pages({ source: {}, events: 1, requests: 1, wrong })[path]
    expect(page && text(main(page))).toContain(
      'This is not what the address asks for. In it, range must be one of 1h or 3h.',
    )
  },
)
