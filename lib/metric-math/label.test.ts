import { expect, test } from 'vitest'
import { defaultLabels, dynamicLabel } from './label'
import { metric, points, startMs } from './testdata/drawn'

const stat = (name: string, page?: string, Stat = 'Sum', Namespace = 'Shop', Period = 60) => ({
  Metric: metric(
    name,
    Namespace,
    ...(page === undefined ? [] : [['Page', page] as [string, string]]),
  ),
  Stat,
  Period,
})

test.each([
  ['one metric: its name', [stat('Orders', 'menu')], ['Orders']],
  ['names that differ', [stat('Orders', 'menu'), stat('Errors', 'cart')], ['Orders', 'Errors']],
  ['dimensions that differ', [stat('Orders', 'menu'), stat('Orders', 'cart')], ['menu', 'cart']],
  [
    'names and dimensions',
    [stat('Orders', 'menu'), stat('Orders', 'cart'), stat('Errors', 'cart')],
    ['Orders menu', 'Orders cart', 'Errors cart'],
  ],
  ['one without the dimension', [stat('Orders'), stat('Orders', 'cart')], ['Orders', 'cart']],
  ['statistics', [stat('Orders'), stat('Orders', undefined, 'p90')], ['Orders Sum', 'Orders p90']],
  [
    'namespaces',
    [stat('Orders'), stat('Orders', undefined, 'Sum', 'Other')],
    ['Orders Shop', 'Orders Other'],
  ],
  ['the same twice', [stat('Orders'), stat('Orders')], ['Orders', 'Orders']],
])('labels distinguish metrics: %s', (_, metrics, labels) =>
  expect(defaultLabels(metrics)).toEqual(labels),
)

const series = {
  ...points('3 - 10.12345 1'),
  label: 'x',
  periodSeconds: 60,
  origin: stat('Orders', 'menu'),
}
const around = { nowMs: startMs + 2 * 3_600_000, zone: '+0130', region: 'local', account: '0' }

test.each([
  ['plain', 'plain'],
  ['{LABEL} of {PROP("Dim.Page")}', 'Orders of menu'],
  [
    "{PROP('MetricName')} {PROP('Namespace')} {PROP('Stat')} {PROP('Period')}",
    'Orders Shop Sum 60',
  ],
  ["{PROP('Region')} {PROP('AccountId')} {PROP('Dim.x')}", 'local 0 --'],
  ['{MIN} {MAX} {FIRST} {LAST} {SUM} {DATAPOINT_COUNT}', '1 10.123 3 1 14.123 3'],
  ['{AVG}', '4.708'],
  ['{FIRST_TIME} {MAX_TIME}', '2026-11-24 13:30 +0130 2026-11-24 13:32 +0130'],
  ['{LAST_TIME_RELATIVE} {FIRST_TIME_RELATIVE}', '1h 57m 2h'],
  [
    '{MIN_MAX_RANGE} {FIRST_LAST_RANGE} {MIN_MAX_TIME_RANGE} {FIRST_LAST_TIME_RANGE}',
    '9.123 2 1m 3m',
  ],
  ['{NOSUCH}', `\${NOSUCH}`],
])('dynamic label %s', (template, expected) => {
  expect(dynamicLabel(template.replaceAll('{', '${'), series, 'Orders', around)).toBe(expected)
})

test('a series without datapoints has no values to show', () => {
  const empty = { ...series, timesMs: [], values: [] }
  const template = ['MAX', 'LAST', 'AVG', 'MIN_TIME', 'FIRST_LAST_RANGE', 'SUM'].map(
    (name) => `\${${name}}`,
  )
  expect(dynamicLabel(template.join(' '), empty, 'x', around)).toBe('-- -- -- -- -- --')
})
