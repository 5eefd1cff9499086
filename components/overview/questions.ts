import type { PanelProps } from '@/components/shell/panel-page'
import type { Questions } from '@/components/shell/use-page'
import type { Site } from '@/lib/site'

export const overviewQuestions = {
  totals: { query: 'totals' },
  dayAgo: { query: 'totals', period: 'day-ago' },
  weekAgo: { query: 'totals', period: 'week-ago' },
  requests: { query: 'requests-by-bin' },
  orders: { query: 'orders-by-bin' },
  countries: { query: 'requests-by-country' },
  regions: { query: 'requests-by-region' },
  cities: { query: 'requests-by-city' },
  failing: { query: 'failing-urls' },
  urls: { query: 'requests-by-url' },
  failures: { query: 'failures-by-bin' },
  funnel: { query: 'funnel' },
  dayBefore: { query: 'funnel', period: 'day-before' },
  weekBefore: { query: 'funnel', period: 'week-before' },
  bots: { query: 'bots' },
  alarms: { api: 'alarms' },
  situation: { api: 'situation' },
  incidents: { api: 'incidents' },
  expected: { api: 'expected' },
  latestRequests: { query: 'requests-by-bin', period: 'latest' },
  latestOrders: { query: 'orders-by-bin', period: 'latest' },
  latestExpected: { api: 'expected', period: 'latest' },
} as const satisfies Questions

export type OverviewProps<Taken extends keyof typeof overviewQuestions> = PanelProps<
  typeof overviewQuestions,
  Taken
> & { site: Site }
