import type { AlarmsReading } from '@/lib/alarms/alarm'
import type { RequestsByCity } from '@/lib/queries/requests-by-city'
import type { Reading } from '@/lib/reading'
import { PanelPage } from './panel-page'
import type { Live } from './use-reading'

// Read by the compiler alone: what is asked and not shown, or shown and not asked, is a type error.

const questions = {
  cities: { query: 'requests-by-city' },
  before: { query: 'requests-by-city', period: 'day-ago' },
  alarms: { api: 'alarms' },
} as const

type Cities = Live<Reading<RequestsByCity>>
const Cities = ({ cities, before }: Record<'cities' | 'before', Cities>) => `${cities}${before}`
const Alarms = ({ alarms }: { alarms: Live<AlarmsReading> }) => `${alarms}`
const Orders = ({ orders }: { orders: Cities }) => `${orders}`
const Mistyped = ({ alarms }: { alarms: Cities }) => `${alarms}`

const page = {
  path: '/',
  questions,
  first: { cities: null, before: null, alarms: null, source: null },
  clock: 'cities',
  more: {},
  view: { range: '15m' },
  window: { fromMs: 0, toMs: 900_000, binMs: 60_000 },
  zone: 'UTC',
  nowMs: 0,
} as const

export const pages = [
  <PanelPage key="all" {...page} rows={[Cities, Alarms]} />,
  <PanelPage key="row" {...page} rows={[{ columns: 'halves', panels: [Cities, Alarms] }]} />,
  // @ts-expect-error: no panel takes `alarms`
  <PanelPage key="unshown" {...page} rows={[Cities]} />,
  // @ts-expect-error: no panel takes `cities` and `before`
  <PanelPage key="in a row" {...page} rows={[{ columns: 'sides', panels: [Alarms] }]} />,
  // @ts-expect-error: the page does not ask for `orders`
  <PanelPage key="unasked" {...page} rows={[Cities, Alarms, Orders]} />,
  // @ts-expect-error: `alarms` answers with something else
  <PanelPage key="mistyped" {...page} rows={[Cities, Mistyped]} />,
]

// @ts-expect-error: there is no such query
export const unknown = <PanelPage {...page} questions={{ nosuch: { query: 'nosuch' } }} rows={[]} />
