import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { type Monitoring, ownMonitoring } from '@/lib/monitoring'
import { defaultMonitoring, parseSite } from '@/lib/site'
import { group, openEngine } from './api/testdata/open-engine'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'declare-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const startWith = (monitoring: Monitoring) =>
  openEngine('in process', {
    dataDir: dir,
    accessLog: [join(dir, 'access_log')],
    monitoring,
  })

interface File {
  metricFilters?: object[]
  alarms?: object[]
}
const base = {
  metricFilters: [
    { name: '500-Errors', pattern: '{ $.status = "500" }' },
    { name: 'Requests', pattern: '{ $.status = "*" }' },
  ],
  alarms: [
    { name: '404-Errors', metric: '404-Errors', threshold: 5 },
    { name: '500-Errors', metric: '500-Errors', threshold: 0 },
  ],
}
const baseNames = { alarms: ['404-Errors', '500-Errors'], filters: ['500-Errors', 'Requests'] }

/** Starts with the base and what a file adds, and nothing that comes with CafeWatch. */
const start = ({ metricFilters = [], alarms = [] }: File) =>
  startWith({
    archive: undefined,
    ...z.object(ownMonitoring).parse({
      metricFilters: [...base.metricFilters, ...metricFilters],
      alarms: [...base.alarms, ...alarms],
    }),
  })
type Here = Awaited<ReturnType<typeof openEngine>>

async function declared({ metrics, logs }: Here) {
  const { MetricAlarms = [], CompositeAlarms = [] } = await metrics.send(
    new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  )
  const { metricFilters = [] } = await logs.send(
    new DescribeMetricFiltersCommand({ logGroupName: group }),
  )
  return {
    alarms: [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName).sort(),
    filters: metricFilters.map(({ filterName }) => filterName).sort(),
  }
}

test('composite alarms come after those that they read, in whatever order they are written', async () => {
  const here = await start({
    alarms: [
      { name: 'top', rule: 'ALARM(both) OR ALARM("404-Errors")' },
      { name: 'both', rule: 'ALARM("500-Errors") AND OK(quiet)' },
      { name: 'quiet', metric: 'Requests', comparison: '<', threshold: 1 },
    ],
  })
  expect((await declared(here)).alarms).toEqual([...baseNames.alarms, 'both', 'quiet', 'top'])
  await here.close()
})

test.each<[file: File, message: RegExp]>([
  [
    { metricFilters: [{ name: 'Broken', pattern: '{ $.status = ' }] },
    /^The metric filter "Broken" is refused: .+/,
  ],
  [
    {
      alarms: [
        { name: 'Share', metrics: [{ id: 'e', expression: '1 +' }], comparison: '>', threshold: 1 },
      ],
    },
    /^The alarm "Share" is refused: Error in expression 'e': a value is missing before the end \(at character 4\)$/,
  ],
  [
    { alarms: [{ name: 'Any', rule: 'ALARM("404-Errors") OR ALARM(gone)' }] },
    /^The alarm "Any" is refused: its rule names the alarm "gone", and there is none\. Declare it,/,
  ],
  [
    { alarms: [{ name: 'Any', rule: 'ALARM("400-Errors")' }] },
    /^The alarm "Any" is refused: its rule names the alarm "400-Errors", and there is none; did you mean "40[04]-Errors"\?$/,
  ],
  [
    { alarms: [{ name: 'Any', rule: 'ALARM(' }] },
    /^The alarm "Any" is refused: Error in AlarmRule: .*\(at character 7\)$/,
  ],
  [
    {
      alarms: [
        { name: 'a', rule: 'ALARM(b)' },
        { name: 'b', rule: 'ALARM(a)' },
      ],
    },
    /^The alarm a would depend on itself by way of a, b, a\.$/,
  ],
  [
    { alarms: [{ name: 'Long', metric: 'Requests', threshold: 1, evaluationPeriods: 2000 }] },
    /^The alarm "Long" is refused: Metrics cannot be checked across more than a day/,
  ],
])('what is wrong ends the start with its name: %j', async (file, message) => {
  await expect(start(file)).rejects.toThrow(message)
  // The store was let go.
  const here = await start({})
  expect(await declared(here)).toEqual(baseNames)
  await here.close()
})

const withRegexes = (names: string[], pattern = '%x%') => ({
  metricFilters: names.map((name) => ({ name, pattern })),
})
const five = ['a', 'b', 'c', 'd', 'e']

test('a term without the quotes that it needs is refused by the name of its filter', async () => {
  await expect(
    start({ metricFilters: [{ name: 'php', pattern: 'PHP Fatal error:', metric: 'Php' }] }),
  ).rejects.toThrow(/The metric filter "php" is refused: .*Invalid character\(s\) in term ':'/)
})

test('more filter patterns with regular expressions than CloudWatch takes are refused by name', async () => {
  await expect(start(withRegexes([...five, 'f']))).rejects.toThrow(
    'The metric filter "f" is refused: A log group has at most 5 filter patterns with regular expressions, those of metric and subscription filters together.',
  )
})

test('five of them may become five others', async () => {
  await (await start(withRegexes(five))).close()
  const renamed = await start(withRegexes(['a', 'v', 'w', 'x', 'y']))
  expect((await declared(renamed)).filters).toEqual([
    ...baseNames.filters,
    ...['a', 'v', 'w', 'x', 'y'],
  ])
  await renamed.close()
  // The first has one now, and the last has none any more.
  const { metricFilters } = withRegexes(['u', 'a', 'v', 'w', 'x'])
  const changed = await start({ metricFilters: [...metricFilters, { name: 'y', pattern: 'x' }] })
  expect((await declared(changed)).filters).toEqual([
    ...baseNames.filters,
    ...['a', 'u', 'v', 'w', 'x', 'y'],
  ])
  await changed.close()
})

test('what is not declared any more goes at the next start; what was put over the API stays', async () => {
  const first = await start({
    metricFilters: [{ name: 'Menu', pattern: '{ $.request = "/menu" }' }],
    alarms: [
      { name: 'Menu', metric: 'Menu', threshold: 1 },
      { name: 'Kept', metric: 'Menu', threshold: 1 },
      { name: 'Any', rule: 'ALARM(Menu) OR ALARM(Kept)' },
    ],
  })
  await first.logs.send(
    new PutMetricFilterCommand({
      logGroupName: group,
      filterName: 'own',
      filterPattern: 'own',
      metricTransformations: [{ metricName: 'own', metricNamespace: 'Own', metricValue: '1' }],
    }),
  )
  await first.metrics.send(
    new PutMetricAlarmCommand({
      AlarmName: 'own',
      MetricName: 'own',
      Namespace: 'Own',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  )
  await first.metrics.send(
    new PutCompositeAlarmCommand({ AlarmName: 'over', AlarmRule: 'ALARM(Kept)' }),
  )
  await first.close()

  const second = await start({})
  expect(await declared(second)).toEqual({
    alarms: [...baseNames.alarms, 'Kept', 'over', 'own'],
    filters: [...baseNames.filters, 'own'],
  })
  expect(second.logged).toContainEqual(
    expect.stringMatching(/^The alarm "Kept" is not declared any/),
  )
  await second.close()
})

test('a rule may name what was put over the API, but not what was declared before only', async () => {
  const quiet = { name: 'Quiet', metric: 'Requests', comparison: '<', threshold: 1 }
  const any = { name: 'Any', rule: 'ALARM("500-Errors") AND OK(Quiet)' }
  await (await start({ alarms: [quiet, any] })).close()
  await expect(start({ alarms: [any] })).rejects.toThrow(
    /^The alarm "Any" is refused: its rule names the alarm "Quiet", and there is none\./,
  )
  const without = await start({})
  expect((await declared(without)).alarms).toEqual(baseNames.alarms)
  const put = { MetricName: 'Requests', Namespace: 'CafeWatch', Statistic: 'Sum' } as const
  const when = { Period: 60, EvaluationPeriods: 1, Threshold: 1 }
  await without.metrics.send(
    new PutMetricAlarmCommand({
      AlarmName: 'Quiet',
      ...put,
      ...when,
      ComparisonOperator: 'LessThanThreshold',
    }),
  )
  await without.close()
  const here = await start({ alarms: [any] })
  expect((await declared(here)).alarms).toEqual([...baseNames.alarms, 'Any', 'Quiet'])
  await here.close()
})

test('an alarm may become one of the other kind', async () => {
  const one = { name: 'Trouble', metric: '500-Errors', threshold: 1 }
  await (await start({ alarms: [one] })).close()
  await (await start({ alarms: [{ name: 'Trouble', rule: 'ALARM("500-Errors")' }] })).close()
  const here = await start({ alarms: [one] })
  const { MetricAlarms } = await here.metrics.send(
    new DescribeAlarmsCommand({ AlarmNames: ['Trouble'] }),
  )
  expect(MetricAlarms).toMatchObject([{ MetricName: '500-Errors' }])
  await here.close()
})

test('the examples of the documentation are accepted', async () => {
  const text = readFileSync(new URL('../../docs/alarms.md', import.meta.url), 'utf8')
  const examples = [...text.matchAll(/^```json\n(.*?)^```/gms)].map(([, json]) =>
    JSON.parse(json ?? ''),
  )
  const maintenance = {
    name: 'Maintenance',
    namespace: 'Shop',
    metric: 'Maintenance',
    threshold: 0,
  }
  const alarms = examples.flatMap((example) => example.alarms ?? [example])
  expect(alarms).toHaveLength(3)
  const file = JSON.stringify({ alarms: [...alarms, maintenance] })
  const here = await startWith(parseSite(file).monitoring)
  const shipped = defaultMonitoring.alarms.map(({ name }) => name)
  expect((await declared(here)).alarms).toEqual(
    [...shipped, 'Error share', 'Maintenance', 'Orders in danger', 'Slow pages'].sort(),
  )
  await here.close()
})
