import { describe, expect, test } from 'vitest'
import { nothing } from '@/lib/metric-math/series'
import { minuteMs } from '@/lib/time'
import { mathValues, periodOfMath } from './math'
import { type Evaluation, replay } from './replay'
import type { Rule } from './state'

const midnightMs = Date.parse('2026-11-24T00:00:00Z')
const rule = (evaluationPeriods: number, more: Partial<Rule> = {}): Rule => ({
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  evaluationPeriods,
  treatMissingData: 'notBreaching',
  ...more,
})
const minutes = (ms: number) => (ms - midnightMs) / minuteMs

/** Changes as `minute state`, over the first minutes of a day. */
const transitions = (
  evaluating: Evaluation,
  valueAt: (minute: number) => number | null,
  last: number,
) =>
  replay(
    evaluating,
    (startMs) => valueAt(minutes(startMs)),
    { fromMs: midnightMs, toMs: midnightMs + last * minuteMs },
    'OK',
  ).map(({ atMs, to }) => `${minutes(atMs)} ${to}`)

describe('which periods are evaluated', () => {
  // More than 5 within five minutes from the 7th minute on.
  const since = (minute: number) => (minute >= 7 ? 9 : 0)
  test('sliding, they end with the minute that has closed', () => {
    expect(transitions({ rule: rule(1), periodSeconds: 300, sliding: true }, since, 20)).toEqual([
      '12 ALARM',
    ])
  })
  test('otherwise they are those of the clock', () => {
    expect(transitions({ rule: rule(1), periodSeconds: 300 }, since, 20)).toEqual(['15 ALARM'])
  })
  test('periods below a minute are evaluated when the minute has closed', () => {
    const evaluating = { rule: rule(3), periodSeconds: 20, sliding: true }
    expect(transitions(evaluating, (minute) => (minute >= 3 && minute < 4 ? 9 : 0), 6)).toEqual([
      '4 ALARM',
      '5 OK',
    ])
  })
  test('looking back over more than a day, an alarm is evaluated at full hours', () => {
    const evaluating = { rule: rule(25), periodSeconds: 3600, sliding: true }
    expect(transitions(evaluating, () => 9, 119)).toEqual(['60 ALARM'])
  })
})

test.each<[name: string, of: Partial<Rule>, series: string, changes: string[]]>([
  ['2 of 3', { datapointsToAlarm: 2 }, '009090000', ['5 ALARM', '6 OK']],
  ['3 of 3', {}, '009990000', ['5 ALARM', '6 OK']],
  ['1 of 3', { datapointsToAlarm: 1 }, '000090000', ['5 ALARM', '8 OK']],
  [
    'missing is missing',
    { treatMissingData: 'missing' },
    '0-------0',
    ['6 INSUFFICIENT_DATA', '9 OK'],
  ],
  ['missing breaches', { treatMissingData: 'breaching' }, '0-------0', ['6 ALARM', '9 OK']],
  ['missing is ignored', { treatMissingData: 'ignore' }, '999------', ['3 ALARM']],
])('M of N, %s', (_, of, series, changes) => {
  const valueAt = (minute: number) => {
    const mark = series[minute] ?? '-'
    return mark === '-' ? null : Number(mark)
  }
  const found = transitions({ rule: rule(3, of), periodSeconds: 60, sliding: true }, valueAt, 9)
  expect(found).toEqual(changes)
})

describe('metric math', () => {
  const metric = (Id: string, Period = 60) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'N', MetricName: Id, Dimensions: [] }, Period, Stat: 'Sum' },
  })
  const share = { Id: 'e', Expression: '100 * errors / requests' }

  test('the period is that of the series which the expression makes', async () => {
    expect(await periodOfMath([metric('errors'), metric('requests', 300), share])).toBe(60)
    expect(await periodOfMath([{ Id: 'e', Expression: 'TIME_SERIES(1)', Period: 120 }])).toBe(120)
  })

  test.each([
    ['METRICS()', /exactly one time series, and its expression returns 2/],
    ['REMOVE_EMPTY(METRICS())', /returns none/],
    ['SUM(errors)', /'e': the result is a scalar/],
    ['errors +', /Error in expression 'e': a value is missing before the end \(at character 9\)/],
    ['nosuch', /there is no query with the Id nosuch/],
  ])('refused: %s', async (Expression, message) => {
    const queries = [metric('errors'), metric('requests'), { Id: 'e', Expression }]
    await expect(periodOfMath(queries)).rejects.toThrow(message)
  })

  test('it sees periods that end with the minute, and no others', async () => {
    const loaded: string[] = []
    const values = await mathValues(
      [metric('errors', 300), metric('requests', 300), share],
      { periodSeconds: 300, periods: 2, atMs: midnightMs + 12 * minuteMs },
      async (wanted) =>
        wanted.map(({ Metric, window }) => {
          loaded.push(`${Metric.MetricName} ${minutes(window.startMs)}-${minutes(window.endMs)}`)
          if (Metric.MetricName === 'nosuch') return nothing
          return {
            timesMs: [window.startMs, window.startMs + 300_000],
            values: Metric.MetricName === 'errors' ? [1, 2] : [10, 40],
          }
        }),
    )
    expect(loaded).toEqual(['errors 2-12', 'requests 2-12'])
    expect([...values].map(([ms, value]) => [minutes(ms), value])).toEqual([
      [2, 10],
      [7, 5],
    ])
  })
})
