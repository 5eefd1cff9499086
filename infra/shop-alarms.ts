import * as z from 'zod'
import { type Alarm, alarm, monitoringOf, ownMonitoring } from '@/lib/monitoring'
import { shopMetrics } from '@/lib/shipped-alarms'
import type { Step } from '@/lib/shop/steps'

/** What stands for a judgement that CloudWatch cannot make. */
export interface ShopLimits {
  /** So many minutes without a request. */
  noRequestsMinutes: number
  /** So many minutes without an order … */
  ordersStoppedMinutes: number
  /** … though at least so many requests came in each, on average. */
  requestsPerMinute: number
  /** Fewer orders an hour are too few; null: nobody has said, so CloudWatch learns it. */
  ordersPerHour: number | null
}

const counted = (periodSeconds: number) => [
  { id: 'orders', metric: 'Orders', periodSeconds },
  { id: 'requests', metric: 'Requests', periodSeconds },
]

/** Raised when fewer orders than `least` come in a period although requests do. */
function fewOrders(least: number, minutes: number, { requestsPerMinute }: ShopLimits) {
  // With few visits neither is known: no datapoint, and the alarm keeps its state. Of the time before orders were
  // counted nothing is raised: metric filters do not look back, and this one counts 0 where requests come.
  const expression = `IF(requests >= ${requestsPerMinute * minutes} OR orders >= ${least}, orders < ${least})`
  return {
    metrics: [...counted(minutes * 60), { id: 'few', expression, label: 'too few orders' }],
    comparison: '>=',
    threshold: 1,
    missing: 'ignore',
  }
}

/** Fewer orders in an hour than CloudWatch's own model has learned of the hour and the weekday. */
const fewerThanLearned = {
  description: 'Fewer orders in an hour than CloudWatch has learned to expect',
  metrics: [
    { id: 'orders', metric: 'Orders', periodSeconds: 3_600 },
    { id: 'band', expression: 'ANOMALY_DETECTION_BAND(orders, 2)', label: 'expected orders' },
  ],
  // The band is the threshold.
  comparison: '<',
  threshold: 0,
  missing: 'ignore',
}

/** The alarms on how the shop is doing as CloudWatch alone can evaluate them, by metric math over what metric filters count. */
function mathAlarms(limits: ShopLimits): Record<string, object> {
  const { noRequestsMinutes, ordersStoppedMinutes, ordersPerHour } = limits
  return {
    'No-Requests': {
      description: `No request for ${noRequestsMinutes} minutes`,
      metrics: [
        { id: 'requests', metric: 'Requests' },
        { id: 'filled', expression: 'FILL(requests, 0)', label: 'requests' },
      ],
      comparison: '<',
      threshold: 1,
      evaluationPeriods: noRequestsMinutes,
      missing: 'breaching',
    },
    'Orders-Stopped': {
      description: `No order for ${ordersStoppedMinutes} minutes, though requests come in`,
      ...fewOrders(1, ordersStoppedMinutes, limits),
    },
    'Orders-Low':
      ordersPerHour === null
        ? fewerThanLearned
        : {
            description: `Fewer than ${ordersPerHour} orders in an hour, though requests come in`,
            ...fewOrders(ordersPerHour, 60, limits),
          },
  }
}

/** The declared alarms, those that come with CafeWatch on its own metrics made by metric math; an alarm of the site file stays. */
export function withMathAlarms(declared: Alarm[], steps: readonly Step[], limits: ShopLimits) {
  const { alarms } = monitoringOf(steps, z.strictObject(ownMonitoring).parse({}))
  const shipped = new Map(alarms.map((one) => [one.name, JSON.stringify(one)]))
  const math = mathAlarms(limits)
  const names: readonly string[] = shopMetrics
  return declared.map((one) =>
    names.includes(one.name) && shipped.get(one.name) === JSON.stringify(one)
      ? alarm.parse({ name: one.name, ...math[one.name] })
      : one,
  )
}
