import { describe, expect, test } from 'vitest'
import {
  type AlarmState,
  evaluate,
  evaluateWithReason,
  type Point,
  type Rule,
  type Treatment,
} from './state'

const points = (picture: string): Point[] =>
  picture.split(' ').map((mark, at) => ({
    startMs: at * 60_000,
    value: mark === '-' ? null : mark === 'X' ? 10 : 0,
  }))

const rule = (n: number, m: number, treatMissingData: Treatment): Rule => ({
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  evaluationPeriods: n,
  datapointsToAlarm: m,
  treatMissingData,
})

const treatments: Treatment[] = ['missing', 'ignore', 'breaching', 'notBreaching']
type Row = [
  picture: string,
  missing: string,
  ignore: string,
  breaching: string,
  notBreaching: string,
]

// CloudWatch's two published tables of missing data; newest on the right.
const threeOfThree: Row[] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', 'keep', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', 'keep', 'ALARM', 'OK'],
]
const twoOfThree: Row[] = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', 'keep', 'ALARM', 'OK'],
]

describe.each([
  ['3 of 3', 3, 3, threeOfThree],
  ['2 of 3', 3, 2, twoOfThree],
] as const)('missing data, %s datapoints', (_, n, m, table) => {
  test.each(table)('%s', (picture, ...expected) => {
    for (const [at, treatment] of treatments.entries()) {
      for (const old of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as AlarmState[]) {
        const wanted = expected[at] === 'keep' ? old : expected[at]
        expect(
          evaluate(points(picture), rule(n, m, treatment), old).state,
          `${treatment} from ${old}`,
        ).toBe(wanted)
      }
    }
  })
})

describe('the reason in CloudWatch’s words', () => {
  const atMs = Date.parse('2019-10-02T16:59:00Z')
  const one = (value: number | null): Point[] => [
    { startMs: atMs - 120_000, value: null },
    { startMs: atMs - 60_000, value: null },
    { startMs: atMs, value },
  ]
  const base = { comparison: 'GreaterThanThreshold', threshold: 50, evaluationPeriods: 1 } as const
  test.each<[string, Point[], Rule, AlarmState, string]>([
    [
      'to ALARM with M of N',
      one(99.5),
      { ...base, datapointsToAlarm: 1, treatMissingData: 'missing' },
      'OK',
      'Threshold Crossed: 1 out of the last 1 datapoints [99.5 (02/10/19 16:59:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [
      'to OK with M of N',
      one(1),
      { ...base, datapointsToAlarm: 1, treatMissingData: 'missing' },
      'ALARM',
      'Threshold Crossed: 1 out of the last 1 datapoints [1.0 (02/10/19 16:59:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
    ],
    [
      'without M of N',
      one(60),
      { ...base, comparison: 'GreaterThanOrEqualToThreshold', treatMissingData: 'missing' },
      'OK',
      'Threshold Crossed: 1 datapoint [60.0 (02/10/19 16:59:00)] was greater than or equal to the threshold (50.0).',
    ],
    [
      'nothing received',
      one(null),
      { ...base, treatMissingData: 'notBreaching' },
      'ALARM',
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    [
      'nothing known',
      one(null),
      { ...base, treatMissingData: 'missing' },
      'OK',
      'Insufficient Data: 1 datapoint was unknown.',
    ],
  ])('%s', (_, given, of, old, reason) => {
    expect(evaluateWithReason(given, of, old).reason).toBe(reason)
  })
})
