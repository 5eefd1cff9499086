import type { Step } from './shop/steps'

/** Metrics that CafeWatch publishes each minute: 1 while the shop is in that trouble, else 0. */
export const shopMetrics = ['No-Requests', 'Orders-Stopped', 'Orders-Low'] as const
export type ShopMetric = (typeof shopMetrics)[number]

const always = [
  {
    name: '404-Errors',
    description: 'More than 5 requests answered with 404 within 1 minute',
    metric: '404-Errors',
    comparison: '>',
    threshold: 5,
    datapointsToAlarm: 1,
    notify: 'none',
  },
  {
    name: '500-Errors',
    description: 'A request answered with 500 within 1 minute',
    metric: '500-Errors',
    comparison: '>=',
    threshold: 1,
    datapointsToAlarm: 1,
    notify: 'none',
  },
  // Three in three minutes are more than strays, and a small shop whose menu fails has them within two.
  {
    name: 'Server-Errors',
    description:
      'Three or more requests within 3 minutes, and 5 % of all, were answered with a server error (500 to 599)',
    metrics: [
      { id: 'errors', metric: '5xx-Errors', periodSeconds: 180 },
      { id: 'requests', metric: 'Requests', periodSeconds: 180 },
      {
        id: 'share',
        expression: 'IF(errors >= 3, errors, 0) * 100 / requests',
        label: 'server errors, % of requests',
      },
    ],
    comparison: '>=',
    threshold: 5,
    // What fails in bursts is one failure.
    evaluationPeriods: 2,
    datapointsToAlarm: 1,
  },
]

const descriptions: Record<ShopMetric, string> = {
  'No-Requests': 'Nothing has been logged for longer than is usual at this hour',
  'Orders-Stopped': 'No orders come in, though the visits would have led to some',
  'Orders-Low': 'Fewer orders come in than the visits would have led to',
}

const ofShop = (metric: ShopMetric, evaluationPeriods: number) => ({
  name: metric,
  description: descriptions[metric],
  metric,
  statistic: 'Maximum',
  comparison: '>=',
  threshold: 1,
  evaluationPeriods,
  datapointsToAlarm: evaluationPeriods,
  // While nobody knows how the shop is doing, nothing is over.
  missing: 'ignore',
})

/** The alarms that come with CafeWatch. Without steps there are no orders to miss. */
export const shippedAlarms = (steps: readonly Step[]) => [
  ...always,
  ofShop('No-Requests', 1),
  ...(steps.length > 0 ? [ofShop('Orders-Stopped', 1), ofShop('Orders-Low', 2)] : []),
]
