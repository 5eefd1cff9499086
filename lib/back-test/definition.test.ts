import { expect, test } from 'vitest'
import { definitionOf, NotReplayable } from './definition'

const alarm = (EvaluationPeriods: number, Period: number) => ({
  AlarmName: 'tried',
  Namespace: 'CafeWatch',
  MetricName: 'Requests',
  Statistic: 'Sum',
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
  EvaluationPeriods,
  Period,
})

test.each([
  [1_440, 60],
  [8_640, 10],
  [168, 3_600],
])('an alarm over %i periods of %i s can be run over the past', (periods, seconds) => {
  expect(definitionOf(alarm(periods, seconds))).toMatchObject({ name: 'tried' })
})

test.each([
  [1_441, 60],
  [1_000_000_000, 60],
  [169, 3_600],
  [2, 31_536_000],
])('one over %i periods of %i s is no alarm of CloudWatch', (periods, seconds) => {
  expect(() => definitionOf(alarm(periods, seconds))).toThrow(NotReplayable)
})
