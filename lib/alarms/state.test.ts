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

/** The marks of a picture as they stand in a reason. */
const named = (values: string[]) => `[${values.map((value) => `${value}.0 (…)`).join(', ')}]`

// Every point is named as what it is, also where missing ones decided.
test.each<[string, Treatment, number | undefined, AlarmState, string]>([
  [
    '0 - -',
    'breaching',
    2,
    'OK',
    `1 out of the last 3 datapoints ${named(['0'])} was not greater than the threshold (5.0) and 2 missing datapoints were treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).`,
  ],
  [
    'X - -',
    'notBreaching',
    undefined,
    'ALARM',
    `1 datapoint ${named(['10'])} was greater than the threshold (5.0) and 2 missing datapoints were treated as [NonBreaching].`,
  ],
  [
    'X - X',
    'notBreaching',
    3,
    'ALARM',
    `2 out of the last 3 datapoints ${named(['10', '10'])} were greater than the threshold (5.0) and 1 missing datapoint was treated as [NonBreaching] (minimum 1 datapoint for ALARM -> OK transition).`,
  ],
  [
    'X - 0',
    'notBreaching',
    2,
    'ALARM',
    `1 out of the last 3 datapoints ${named(['0'])} was not greater than the threshold (5.0) and 1 missing datapoint was treated as [NonBreaching] (minimum 2 datapoints for ALARM -> OK transition).`,
  ],
  [
    '- - X',
    'missing',
    2,
    'ALARM',
    `1 out of the last 3 datapoints ${named(['10'])} was greater than the threshold (5.0) and 2 datapoints were unknown (minimum 2 datapoints for ALARM -> OK transition).`,
  ],
  [
    'X 0 X',
    'missing',
    undefined,
    'ALARM',
    `1 datapoint ${named(['0'])} was not greater than the threshold (5.0).`,
  ],
  [
    '0 X 0 X',
    'missing',
    2,
    'OK',
    `2 out of the last 3 datapoints ${named(['10', '10'])} were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).`,
  ],
])('the reason of %s, %s, M %s, from %s', (picture, treatment, m, old, reason) => {
  const of = { ...rule(3, 3, treatment), datapointsToAlarm: m }
  const { reason: said } = evaluateWithReason(points(picture), of, old)
  expect(said.replace(/\(\d\d\/[^)]+\)/g, '(…)')).toBe(`Threshold Crossed: ${reason}`)
})
