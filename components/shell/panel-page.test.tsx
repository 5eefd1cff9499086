import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Alarm, AlarmsReading } from '@/lib/alarms/alarm'
import type { RequestsByCity } from '@/lib/queries/requests-by-city'
import type { Reading } from '@/lib/reading'
import type { SourceStatus } from '@/lib/source'
import { Banner } from './banner'
import { PanelPage } from './panel-page'
import type { Live } from './use-reading'

const questions = {
  cities: { query: 'requests-by-city' },
  before: { query: 'requests-by-city', period: 'day-ago' },
  alarms: { api: 'alarms' },
} as const

const Cities = ({ cities, before }: Record<'cities' | 'before', Live<Reading<RequestsByCity>>>) => (
  <p>
    {cities.reading ? 'cities' : 'no cities'}, {before.reading ? 'before' : 'nothing before'}
  </p>
)
const Alarms = ({ alarms }: { alarms: Live<AlarmsReading> }) => (
  <p>{alarms.reading?.ok ? `${alarms.reading.alarms.length} alarms` : 'no answer'}</p>
)
const page = {
  path: '/',
  questions,
  first: {
    cities: null,
    before: null,
    alarms: { ok: true, alarms: [] as Alarm[], asOfMs: 0 },
    source: null,
  },
  clock: 'cities',
  more: {},
  view: { range: '15m' },
  window: { fromMs: 0, toMs: 900_000, binMs: 60_000 },
  zone: 'UTC',
  nowMs: 0,
} as const

test('every panel gets the readings that it takes', () => {
  const html = renderToStaticMarkup(
    <PanelPage {...page} rows={[{ columns: 'halves', panels: [Cities, Alarms] }]} />,
  )
  expect(html).toContain('no cities, nothing before')
  expect(html).toContain('0 alarms')
})

test.each([
  ['has no answer', { cities: null }, true],
  ['has an earlier answer', { cities: { ok: true } }, false],
])('without scripts, a page that %s is loaded again: %s', (_, cities, isAgain) => {
  const first = { ...page.first, ...cities, later: { cities: new Promise<null>(() => {}) } }
  const html = renderToStaticMarkup(
    // What an answer holds is the panels' affair.
    <PanelPage {...page} first={first as never} rows={[Cities, Alarms]} />,
  )
  expect(html.includes('http-equiv="refresh"')).toBe(isAgain)
})

const foreign: SourceStatus = {
  ...{
    ok: true,
    mode: 'local' as const,
    logGroup: 'log',
    simulated: false,
    loading: null,
    notices: [],
  },
  ...{ newestEventMs: 0 },
  newestHour: {
    ...{ fromMs: 0, toMs: 3_600_000, lines: 2_730, requests: 1_820, newestRequestMs: 0 },
    ...{ example: null, knownFormats: [] },
  },
}

test.each<[what: string, isTrouble: boolean, headings: string[]]>([
  [
    'trouble goes before lines that were not understood',
    true,
    [
      'h1 Orders stopped',
      'h2 910 of the 2,730 lines of the newest hour could not be read as requests.',
    ],
  ],
  [
    'without trouble the page is about these lines',
    false,
    ['h1 910 of the 2,730 lines of the newest hour could not be read as requests.', 'h2 calm'],
  ],
])('%s', (_, isTrouble, headings) => {
  const Said = () => (
    <Banner
      title={isTrouble ? 'Orders stopped' : 'calm'}
      tone={isTrouble ? 'trouble' : 'calm'}
      level={isTrouble ? 1 : 2}
    />
  )
  const html = renderToStaticMarkup(
    <PanelPage
      {...page}
      first={{ ...page.first, source: foreign }}
      isLed={() => isTrouble}
      rows={[Said, { columns: 'halves', panels: [Cities, Alarms] }]}
    />,
  )
  const shown = [...html.matchAll(/<(h[12])>([^<]+)</g)].map(
    ([, level, text]) => `${level} ${text}`,
  )
  expect(shown).toEqual(headings)
})
