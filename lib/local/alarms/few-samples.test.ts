import { expect, test } from 'vitest'
import { fewSamplesOf, metricAlarm } from './definition'

test.each([
  ['p50', 20],
  ['p70', 34],
  ['p80', 50],
  ['p90', 100],
  ['p95', 200],
  ['p99', 1000],
  ['p99.9', 10_000],
  ['p99.99', 100_000],
  ['p10', 100],
  ['p20', 50],
  ['p0.1', 10_000],
])('%s: %d samples are enough, one fewer is not', (ExtendedStatistic, enough) => {
  const few = fewSamplesOf(
    metricAlarm.parse({
      AlarmName: 'a',
      MetricName: 'm',
      Namespace: 'n',
      ExtendedStatistic,
      EvaluateLowSampleCountPercentile: 'ignore',
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  )
  expect([enough - 1 < Number(few), enough < Number(few)]).toEqual([true, false])
})
