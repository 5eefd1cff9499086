import { describe, expect, test } from 'vitest'
import { calculate, type Drawn, draw, metric } from './testdata/drawn'

const drawn: Drawn = {
  a: '1 2 - 4 5',
  b: '10 - 30 - 50',
  late: '- 2 - - 8',
  zero: '0 0 0 0 0',
  none: '- - - - -',
}

async function one(expressions: string[], metrics = drawn, minutes = 5, Period?: number) {
  const results = await calculate(metrics, expressions, { minutes, Period })
  expect(results).toHaveLength(1)
  return results.map(({ series }) => draw(series, minutes))[0]
}

describe('operators: a missing value counts as 0, what is no number is dropped', () => {
  test.each([
    ['a', '1 2 - 4 5'],
    ['a + b', '11 2 30 4 55'],
    ['a - b', '-9 2 -30 4 -45'],
    ['a * b', '10 0 0 0 250'],
    ['b / a', '10 0 - 0 10'],
    ['a / zero', '- - - - -'],
    ['a + none', '1 2 - 4 5'],
    ['none + none', '- - - - -'],
    ['10 - a', '9 8 - 6 5'],
    ['12 / a', '12 6 - 3 2.4'],
    ['a ^ 2', '1 4 - 16 25'],
    ['2 ^ a', '2 4 - 16 32'],
    ['-a^2', '-1 -4 - -16 -25'],
    ['(-a)^2', '1 4 - 16 25'],
    ['a * 2 ^ 1 ^ 9', '2 4 - 8 10'],
    ['a - 1 - 1', '-1 0 - 2 3'],
    ['1 + a * 2', '3 5 - 9 11'],
    ['(1 + a) * 2', '4 6 - 10 12'],
    ['a * 1e1 / .5', '20 40 - 80 100'],
    ['a > 2', '0 0 - 1 1'],
    ['2 < a', '0 0 - 1 1'],
    ['a > b', '0 1 0 1 0'],
    ['a != 4', '1 1 - 0 1'],
    ['a == 4 OR a <= 1', '1 0 - 1 0'],
    ['a > 1 && b > 1', '0 0 0 0 1'],
    ['a > 4 || b > 1 AND a > 100', '0 0 0 0 1'],
    ['a + 1/0', '- - - - -'],
    ['-1 * -a', '1 2 - 4 5'],
  ])('%s', async (expression, expected) => expect(await one([expression])).toBe(expected))
})

describe('AWS’s own examples of comparing and of IF', () => {
  const metrics = {
    metric1: '30 20 0 0 -',
    metric2: '20 - 20 - -',
    when: '1 1 0 0 -',
    yes: '30 - 0 0 30',
    other: '0 0 20 - 20',
  }
  test.each([
    ['(metric1 < metric2)', '0 0 1 0 -'],
    ['(metric1 >= 30)', '1 0 0 0 -'],
    ['(metric1 > 15 AND metric2 > 15)', '1 0 0 0 -'],
    ['IF(when, yes, other)', '30 0 20 - -'],
    ['IF(when, 5, other)', '5 5 20 - -'],
    ['IF(when, yes, 5)', '30 0 5 5 -'],
    ['IF(when, 1, 2)', '1 1 2 2 -'],
    ['IF(when, yes)', '30 0 - - -'],
    ['IF(1, yes, other)', '30 - 0 0 30'],
    ['IF(0, yes, other)', '0 0 20 - 20'],
    ['IF(0, yes)', '- - - - -'],
    ['IF(metric1 < 25, metric1)', '- 20 0 0 -'],
    ['IF(yes - 31, 1, 0)', '1 - 1 1 1'],
  ])('%s', async (expression, expected) => expect(await one([expression], metrics)).toBe(expected))
})

describe('functions of a series', () => {
  test.each([
    ['ABS(a - b)', '9 2 30 4 45'],
    ['CEIL(a / 2)', '1 1 - 2 3'],
    ['FLOOR(a / 2)', '0 1 - 2 2'],
    ['LOG(a ^ 0)', '0 0 - 0 0'],
    ['LOG(zero)', '- - - - -'],
    ['LOG10(b * 10)', '2 - 2.477121 - 2.69897'],
    ['DIFF(a)', '- 1 - 2 1'],
    ['DIFF_TIME(a)', '- 60 - 120 60'],
    ['60 * RATE(a)', '- 1 - 1 1'],
    ['RUNNING_SUM(a)', '1 3 - 7 12'],
    ['RUNNING_SUM(none)', '- - - - -'],
    ['a - SUM(a)', '-11 -10 - -8 -7'],
    ['a - AVG(a)', '-1.4 -0.4 - 1.6 2.6'],
    ['a - SUM(a) / DATAPOINT_COUNT(a)', '-2 -1 - 1 2'],
    ['a - MIN(a)', '0 1 - 3 4'],
    ['MAX(a) - a', '4 3 - 1 0'],
    ['a - MAX(none)', '- - - - -'],
    ['zero + STDDEV(late)', '3 3 3 3 3'],
    ['zero + SUM(none)', '0 0 0 0 0'],
    ['zero + PERIOD(a)', '60 60 60 60 60'],
    ['TIME_SERIES(3)', '3 3 3 3 3'],
    ['TIME_SERIES(MAX(a))', '5 5 5 5 5'],
    ['TIME_SERIES(MAX(none))', '- - - - -'],
    ['MINUTE(none)', '0 1 2 3 4'],
    ['HOUR(a)', '12 12 12 12 12'],
    ['DAY(a)', '2 2 2 2 2'],
    ['DATE(a)', '24 24 24 24 24'],
    ['MONTH(a)', '11 11 11 11 11'],
    ['YEAR(a)', '2026 2026 2026 2026 2026'],
    ['EPOCH(a) - MIN(EPOCH(a))', '0 60 120 180 240'],
  ])('%s', async (expression, expected) => expect(await one([expression])).toBe(expected))
})

describe('FILL', () => {
  test.each([
    ['FILL(a, 0)', '1 2 0 4 5'],
    ['FILL(a, MIN(a))', '1 2 1 4 5'],
    ['FILL(b, a)', '10 2 30 4 50'],
    ['FILL(none, a)', '1 2 - 4 5'],
    ['FILL(late, REPEAT)', '- 2 2 2 8'],
    ['FILL(late, LINEAR)', '- 2 4 6 8'],
    ['FILL(none, 7)', '7 7 7 7 7'],
    ['FILL(none, REPEAT)', '- - - - -'],
    ['FILL(none, LINEAR)', '- - - - -'],
    ['100 * a / FILL(late, 0)', '- 100 - - 62.5'],
    ['IF(FILL(late, 0) > 0, 100 * a / late, 0)', '0 100 0 0 62.5'],
  ])('%s', async (expression, expected) => expect(await one([expression])).toBe(expected))
})

describe('arrays', () => {
  test.each([
    ['SUM([a, b])', '11 2 30 4 55'],
    ['AVG([a, b])', '5.5 1 15 2 27.5'],
    ['MIN([a, b])', '1 2 30 4 5'],
    ['MAX([a, b])', '10 2 30 4 50'],
    ['STDDEV([a, b])', '4.5 0 0 0 22.5'],
    ['DATAPOINT_COUNT([a, b])', '2 1 1 1 2'],
    ['AVG([a, b] / a)', '5.5 0.5 - 0.5 5.5'],
    ['SUM(-[a, b])', '-11 -2 -30 -4 -55'],
    ['SUM(METRICS())', '11 4 30 4 63'],
    ['SUM(METRICS("a"))', '1 4 - 4 13'],
    ['SUM([METRICS("b"), METRICS("zer")])', '10 0 30 0 50'],
    ['SUM(METRICS("nosuch"))', '- - - - -'],
    ['zero + METRIC_COUNT(METRICS())', '5 5 5 5 5'],
    ['zero + METRIC_COUNT(REMOVE_EMPTY(METRICS()))', '4 4 4 4 4'],
    ['FIRST([a, b])', '1 2 - 4 5'],
    ['LAST([a, b])', '10 - 30 - 50'],
    ['FIRST(METRICS("nosuch"))', '- - - - -'],
    ['FIRST(SORT([a, b, zero], MAX, DESC))', '10 - 30 - 50'],
    ['FIRST(SORT([none, a, b, zero], SUM, ASC))', '0 0 0 0 0'],
    ['LAST(SORT([none, a], MIN, DESC))', '- - - - -'],
    ['SUM(SORT([a, b, zero], AVG, ASC, 2))', '1 2 0 4 5'],
    ['SUM(SLICE([zero, a, b], 1, 2))', '1 2 - 4 5'],
    ['SUM(SLICE([zero, a, b], 1))', '11 2 30 4 55'],
    ['SUM(FILL([a, none], late))', '1 4 - 4 13'],
    ['SUM(DIFF([a, b]))', '- 1 20 2 21'],
  ])('%s', async (expression, expected) => expect(await one([expression])).toBe(expected))

  test('a result of several series has their labels', async () => {
    const labels = async (expression: string, Label?: string) =>
      (await calculate(drawn, [expression], { Label })).map(
        ({ id, series }) => `${id} ${series.label}`,
      )
    expect(await labels('SORT([a, b, zero], MAX, DESC) * 2')).toEqual(['e1 b', 'e1 a', 'e1 zero'])
    expect(await labels('FILL([a, b], 0)', 'Filled:')).toEqual(['e1 Filled: a', 'e1 Filled: b'])
    expect(await labels('[a, b]', `\${LABEL} to \${MAX}`)).toEqual(['e1 a to 5', 'e1 b to 50'])
    expect(await labels('METRICS("nosuch")')).toEqual([])
  })
})

describe('periods that differ meet where they start together', () => {
  const metrics: Drawn = {
    fast: '1 1 1 1 1 1 - 1 1 1',
    slow: { drawing: '10 20', periodSeconds: 300 },
  }
  test.each([
    ['fast + slow', '11 1 1 1 1 21 - 1 1 1'],
    ['FILL(slow, 0)', '10 - - - - 20 - - - -'],
    ['FILL(fast + slow, 0)', '11 1 1 1 1 21 0 1 1 1'],
    ['slow - AVG(slow)', '-5 - - - - 5 - - - -'],
    ['MINUTE(slow)', '0 - - - - 5 - - - -'],
    ['slow / PERIOD(slow) * PERIOD(fast)', '2 - - - - 4 - - - -'],
    ['TIME_SERIES(1)', '1 1 1 1 1 1 1 1 1 1'],
  ])('%s', async (expression, expected) =>
    expect(await one([expression], metrics, 10)).toBe(expected),
  )
  test.each([
    [6, '11 - 1 20 1 -'],
    [4, '11 - 1 20'],
  ])(
    'in %d minutes of two- and three-minute periods nothing is lost',
    async (minutes, expected) => {
      const uneven = {
        two: { drawing: minutes > 4 ? '1 1 1' : '1 1', periodSeconds: 120 },
        three: { drawing: '10 20', periodSeconds: 180 },
      }
      expect(await one(['FILL(two + three, 0)'], uneven, minutes)).toBe(expected)
    },
  )
  test('the Period of a query is that of what it makes itself', async () => {
    expect(await one(['TIME_SERIES(1) + fast'], metrics, 10, 300)).toBe('2 1 1 1 1 2 - 1 1 1')
  })
})

describe('queries read each other', () => {
  test.each([
    [['a * 2', 'e1 + a'], '3 6 - 12 15'],
    [['e2 + 1', 'a * 2', 'e1'], '3 5 - 9 11'],
    [['AVG(FILL(a, 0))', 'a - e1'], '-1.4 -0.4 - 1.6 2.6'],
    [['METRICS("b")', 'SUM(e1)'], '10 - 30 - 50'],
  ])('%j', async (expressions, expected) => expect(await one(expressions)).toBe(expected))
})

describe('SEARCH', () => {
  const known = [
    metric('a', 'Shop', ['Page', 'menu']),
    metric('b', 'Shop', ['Page', 'order']),
    metric('late', 'Shop'),
    metric('zero', 'Other'),
  ]
  test.each([
    [`SUM(SEARCH('{Shop,Page} MetricName="a"', 'Sum'))`, '1 2 - 4 5'],
    [`SUM(SEARCH('{Shop,Page}', 'Sum'))`, '11 2 30 4 55'],
    [`SUM(SEARCH('{Shop}', 'Sum', 60))`, '11 4 30 4 63'],
    [`SUM(SEARCH('nosuch', 'Sum'))`, '- - - - -'],
    [`LAST(SEARCH("Namespace=Shop", "p90")) - METRIC_COUNT(SEARCH('Shop', 'Sum'))`, '- -1 - - 5'],
  ])('%s', async (expression, expected) => {
    const [result] = await calculate(drawn, [expression], { known })
    expect(result && draw(result.series, 5)).toBe(expected)
  })
  test('each metric found is labelled by what distinguishes it', async () => {
    const results = await calculate(drawn, [`SEARCH('{Shop,Page}', 'Sum')`], {
      known: [metric('a', 'Shop', ['Page', 'menu']), metric('a', 'Shop', ['Page', 'order'])],
    })
    expect(results.map(({ series }) => series.label)).toEqual(['menu', 'order'])
  })
})

describe('refused, with the position and what to do', () => {
  test.each([
    ['', 'a value is missing before the end (at character 1)'],
    ['a +', 'a value is missing before the end (at character 4)'],
    ['a b', 'an operator is missing before "b" (at character 3)'],
    ['(a', '")" is missing before the end (at character 3)'],
    ['[a, b', '"]" is missing before the end'],
    ['SUM(a b)', '")" is missing before "b" (at character 7)'],
    ['a = b', 'unexpected character "="; to compare, write == (at character 3)'],
    ['5m', 'a number runs into a name'],
    ["METRICS('a", "the text that begins with ' does not end (at character 9)"],
    ['SUMM([a])', "Function 'SUMM' not found; did you mean SUM? (at character 1)"],
    ['sum([a])', "Function 'sum' not found; did you mean SUM?"],
    ['ANOMALY_DETECTOR(a)', "Function 'ANOMALY_DETECTOR' not found"],
    ['ANOMALY_DETECTION_BAND(a, 2)', 'ANOMALY_DETECTION_BAND needs a trained anomaly detector'],
    ['SERVICE_QUOTA(a)', 'SERVICE_QUOTA reads the quotas of an AWS account'],
    ["INSIGHT_RULE_METRIC('r', 'Sum')", 'INSIGHT_RULE_METRIC reads Contributor Insights'],
    ["LAMBDA('f')", 'LAMBDA calls an AWS Lambda function'],
    ["DB_PERF_INSIGHTS('RDS', 'x', 'y')", 'DB_PERF_INSIGHTS reads Amazon RDS'],
    ['SELECT AVG(x) FROM "Shop"', 'does not know Metrics Insights'],
    ['nosuch + 1', 'there is no query with the Id nosuch (at character 1)'],
    ['zer + 1', 'there is no query with the Id zer; did you mean zero?'],
    ['e1 + 1', 'it refers to itself by way of e1, e1'],
    ['a + "x"', 'a quoted text is no value here'],
    ['a + REPEAT', 'REPEAT is no value here'],
    ['AVG(a)', 'the result is a scalar, and must be a time series'],
    ['5', 'the result is a scalar'],
    ['[a, 5]', 'an array holds time series, not scalars; TIME_SERIES makes a series'],
    ['[a, b] + [a, b]', '+ stands between two arrays of time series'],
    [
      'ABS(5)',
      'argument 1 of ABS must be a time series or an array of time series, and is a scalar',
    ],
    ['FIRST(a)', 'argument 1 of FIRST must be an array of time series, and is a time series'],
    ['IF([a, b], 1, 0)', 'argument 1 of IF must be a scalar or a time series'],
    ['IF(a)', 'IF takes 2 to 3 arguments, and has 1'],
    ['TIME_SERIES(a)', 'argument 1 of TIME_SERIES must be a scalar, and is a time series'],
    ['PERIOD(a + b)', 'argument 1 of PERIOD must be the Id of a metric'],
    ['SORT([a], MEAN, DESC)', 'argument 2 of SORT must be one of AVG, MIN, MAX, SUM'],
    ['SORT([a], MAX, desc)', 'did you mean DESC?'],
    ['FILL(a, LINAER)', 'did you mean LINEAR?'],
    ['SLICE([a], -1)', 'must be a whole number of 0 or more, and is -1'],
    ['METRICS(a)', 'argument 1 of METRICS must be a quoted text'],
    [`SEARCH('{Shop', 'Sum')`, 'the search cannot be read: the } that ends the schema is missing'],
    [`SEARCH('x', 'Mean')`, "'Mean' is not a valid statistic"],
    [`SEARCH('x', 'Sum', 61)`, 'a period is 1, 5, 10, 20 or 30 seconds or a multiple of 60'],
    [`SEARCH(a, 'Sum')`, 'SEARCH takes a quoted search'],
    [`${'('.repeat(500)}a${')'.repeat(500)}`, 'nested more than 100 deep'],
    [`${'-'.repeat(1000)}a`, 'nested more than 100 deep'],
    [`[${'METRICS(),'.repeat(150)}a]`, 'an array may hold 500 time series at most'],
  ])('%s', async (expression, message) => {
    await expect(calculate(drawn, [expression])).rejects.toThrow("Error in expression 'e1': ")
    await expect(calculate(drawn, [expression])).rejects.toThrow(message)
  })
  test('a circle names those who are in it', async () => {
    await expect(calculate(drawn, ['e2 + a', 'e3', 'SUM([e1, a])'])).rejects.toThrow(
      "Error in expression 'e3': it refers to itself by way of e1, e2, e3, e1 (at character 6)",
    )
  })
  test('more datapoints than a machine should hold', async () => {
    const minutes = 4_000_000
    const expression = 'FILL(a, 0) + FILL(b, 0)'
    await expect(calculate(drawn, [expression], { minutes })).rejects.toThrow(
      'this request makes too many datapoints',
    )
  })
})
