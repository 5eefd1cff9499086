import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Alarm, AlarmsReading } from '@/lib/alarms/alarm'
import type { RequestsByCity } from '@/lib/queries/requests-by-city'
import type { Reading } from '@/lib/reading'
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
