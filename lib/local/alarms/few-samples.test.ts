import { afterEach, describe, expect, test } from 'vitest'
import { fewSamplesOf, metricAlarm } from './definition'
import { openStory } from './testdata/alarm-story'

const alarm = (ExtendedStatistic: string) =>
  metricAlarm.parse({
    AlarmName: 'a',
    MetricName: 'm',
    Namespace: 'n',
    ExtendedStatistic,
    EvaluateLowSampleCountPercentile: 'ignore',
    Threshold: 1,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  })

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
  const few = fewSamplesOf(alarm(ExtendedStatistic))
  expect([enough - 1 < Number(few), enough < Number(few)]).toEqual([true, false])
})

test.each(['p0', 'p100', 'tm90', 'Maximum'])(
  '%s is evaluated however few there are',
  (statistic) => {
    expect(fewSamplesOf(alarm(statistic))).toBe(null)
  },
)

describe('the state stays as it is while an evaluated period has too few samples', () => {
  let story: Awaited<ReturnType<typeof openStory>>
  afterEach(() => story.close())

  // p90: 100 samples are enough. A minute each from 12:00 on: how many samples of which value, or none.
  const enough = [100, 900] as const
  const good = [100, 10] as const
  const few = [99, 900] as const
  const none = [0, 0] as const
  type Minutes = readonly (readonly [count: number, value: number])[]
  const threeOfThree = { EvaluationPeriods: 3 }
  const oneOfThree = { EvaluationPeriods: 3, DatapointsToAlarm: 1 }
  const twoOfThree = { EvaluationPeriods: 3, DatapointsToAlarm: 2 }
  const breaching = { TreatMissingData: 'breaching' }
  const notBreaching = { TreatMissingData: 'notBreaching' }

  test.each<[string, Minutes, object, string[]]>([
    ['few, then none', [few, few, few, none, none, none, none], threeOfThree, []],
    ['none at all, and missing breaches', [none, none, none], breaching, []],
    ['none at all, and missing does not', [none, none, none], notBreaching, []],
    ['few of one period', [few, none, none], {}, []],
    ['one more is enough', [few, enough], {}, ['12:02:00 INSUFFICIENT_DATA -> ALARM']],
    [
      'raised, then few, then none, then good',
      [enough, few, none, good],
      {},
      ['12:01:00 INSUFFICIENT_DATA -> ALARM', '12:04:00 ALARM -> OK'],
    ],
    [
      'good, then few that breach, then none',
      [good, few, few, none, none],
      breaching,
      ['12:01:00 INSUFFICIENT_DATA -> OK'],
    ],
    [
      'all of three have enough',
      [enough, enough, enough],
      threeOfThree,
      ['12:03:00 INSUFFICIENT_DATA -> ALARM'],
    ],
    ['the oldest of three has few', [few, enough, enough], twoOfThree, []],
    ['the middle one has few', [enough, few, enough], twoOfThree, []],
    ['the middle one has none', [enough, none, enough], twoOfThree, []],
    ['the newest has few', [enough, enough, few], twoOfThree, []],
    ['the newest has none', [enough, enough, none], { ...twoOfThree, ...breaching }, []],
    ['one of three breaches beside few', [few, few, enough], oneOfThree, []],
    [
      'one of three breaches beside enough',
      [few, few, enough, good, good],
      oneOfThree,
      ['12:05:00 INSUFFICIENT_DATA -> ALARM'],
    ],
    [
      'what lies before the evaluated ones may be few',
      [few, none, enough, enough, enough],
      threeOfThree,
      ['12:05:00 INSUFFICIENT_DATA -> ALARM'],
    ],
  ])('%s', async (_, minutes, definition, history) => {
    story = await openStory({ now: '12:00:30' })
    const time = (minute: number, second: string) => `12:0${minute}:${second}`
    const counted = minutes.flatMap(([count, value], minute) =>
      Array.from({ length: count }, () => [time(minute, '00'), value] as [string, number]),
    )
    await story.put('slow', {
      Statistic: undefined,
      ExtendedStatistic: 'p90',
      EvaluateLowSampleCountPercentile: 'ignore',
      TreatMissingData: 'missing',
      Threshold: 500,
      ...definition,
    })
    if (counted.length > 0) await story.count('slow', ...counted)
    await story.start()
    for (const minute of minutes.keys()) await story.at(time(minute + 1, '00'))
    expect((await story.history()).map((line) => line.replace(' slow', ''))).toEqual(history)
  })
})
