import { expect, test } from 'vitest'
import type { Alarm } from '@/lib/alarms/alarm'
import type { AwsAlarm } from '@/lib/back-test/definition'
import { namespace } from '@/lib/monitoring'
import { evaluatedFromMs, type Watched, watchingAlarms } from './watching'

const alarm = (AlarmName: string, MetricName: string, Namespace = namespace): AwsAlarm => ({
  ...{ AlarmName, MetricName, Namespace, Statistic: 'Maximum', Period: 60, Threshold: 1 },
  ...{ EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
})
const sample = (fields: Record<string, string>) => ({ message: JSON.stringify(fields), fields })
const order = sample({ method: 'POST', request: '/cafe/processOrder.php', status: '302' })
const menu = sample({ method: 'GET', request: '/cafe/menu.php', status: '200' })
const noOrders: Watched = {
  ...{ event: order, ordinary: menu },
  metrics: ['Orders-Stopped', 'Orders-Low'],
}
const filter = (name: string, pattern: string) => ({
  ...{ name, pattern, namespace, metric: name, value: '1', defaultValue: 0 },
})
const orders = filter('Orders', '{ $.method = "POST" }')
const everything = filter('Requests', '')

test.each<[string, AwsAlarm[], string[]]>([
  [
    'the shipped alarm of orders that stop',
    [alarm('Orders-Stopped', 'Orders-Stopped')],
    ['Orders-Stopped'],
  ],
  ['one of one’s own on that metric', [alarm('mine', 'Orders-Low')], ['mine']],
  ['one that counts orders', [alarm('few', 'Orders')], ['few']],
  [
    'one above it',
    [alarm('few', 'Orders'), { AlarmName: 'both', AlarmRule: 'ALARM("few")' }],
    ['few', 'both'],
  ],
  ['one that counts everything', [alarm('all', 'Requests')], []],
  ['one of silence', [alarm('No-Requests', 'No-Requests')], []],
  ['one of the same name elsewhere', [alarm('other', 'Orders-Stopped', 'Other')], []],
])('that orders fail to come is watched by %s', (_, alarms, names) => {
  expect([...watchingAlarms(alarms, [orders, everything], noOrders)]).toEqual(names)
})

const range = { fromMs: 100, toMs: 900 }
const change = (from: string, to: string, atMs: number) => ({ from, to, atMs, reason: '' })
test.each<[string, string, number | null, ReturnType<typeof change>[], number]>([
  ['before the range', 'OK', 20, [], 100],
  ['when it was set up', 'OK', 600, [], 600],
  [
    'when it was set up, and raised since',
    'ALARM',
    700,
    [change('OK', 'ALARM', 700), change('INSUFFICIENT_DATA', 'OK', 600)],
    600,
  ],
  ['before it was raised in the range', 'ALARM', 700, [change('OK', 'ALARM', 700)], 100],
  ['not at all so far', 'INSUFFICIENT_DATA', 600, [], Number.POSITIVE_INFINITY],
])('an alarm was evaluated from %s on', (_, state, sinceMs, changes, fromMs) => {
  expect(evaluatedFromMs({ state, sinceMs, changes } as unknown as Alarm, range)).toBe(fromMs)
})
