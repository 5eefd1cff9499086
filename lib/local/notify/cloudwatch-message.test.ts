import { expect, test } from 'vitest'
import type { StateTransition } from '@/lib/local/state-transition'
import { cloudwatchMessage, cloudwatchSubject } from './cloudwatch-message'

const topic = 'arn:aws:sns:local:000000000000:ops'

const common: StateTransition = {
  definition: {
    AlarmName: 'ErrorAlarm',
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [topic],
    InsufficientDataActions: [],
    MetricName: 'ErrorCount',
    Namespace: 'Cafe',
    Statistic: 'Sum',
    Dimensions: [{ Name: 'DimName', Value: 'x' }],
    Period: 60,
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'missing',
  },
  kind: 'MetricAlarm',
  arn: 'arn:aws:cloudwatch:local:000000000000:alarm:ErrorAlarm',
  configuredMs: Date.parse('2025-02-02T11:48:52.788Z'),
  atMs: Date.parse('2025-02-02T12:06:35.472Z'),
  from: 'INSUFFICIENT_DATA',
  to: 'ALARM',
  reason:
    'Threshold Crossed: 1 datapoint [1.0 (02/02/25 12:05:00)] was greater than or equal to the threshold (1.0).',
  reasonData: null,
  actions: [topic],
}

// The live capture of the reference, with the engine's region and account in it.
const single =
  '{"AlarmName":"ErrorAlarm","AlarmDescription":null,"AWSAccountId":"000000000000",' +
  '"AlarmConfigurationUpdatedTimestamp":"2025-02-02T11:48:52.788+0000",' +
  '"NewStateValue":"ALARM","NewStateReason":"Threshold Crossed: 1 datapoint [1.0 (02/02/25 12:05:00)] was greater than or equal to the threshold (1.0).",' +
  '"StateChangeTime":"2025-02-02T12:06:35.472+0000","Region":"local",' +
  '"AlarmArn":"arn:aws:cloudwatch:local:000000000000:alarm:ErrorAlarm","OldStateValue":"INSUFFICIENT_DATA",' +
  '"OKActions":[],"AlarmActions":["arn:aws:sns:local:000000000000:ops"],"InsufficientDataActions":[],' +
  '"Trigger":{"MetricName":"ErrorCount","Namespace":"Cafe","StatisticType":"Statistic","Statistic":"SUM","Unit":null,' +
  '"Dimensions":[{"value":"x","name":"DimName"}],"Period":60,"EvaluationPeriods":1,"DatapointsToAlarm":1,' +
  '"ComparisonOperator":"GreaterThanOrEqualToThreshold","Threshold":1.0,"TreatMissingData":"missing","EvaluateLowSampleCountPercentile":""}}'

const head = (name: string, description = 'null') =>
  `{"AlarmName":"${name}","AlarmDescription":${description},` +
  single.slice(single.indexOf('"AWSAccountId"'), single.indexOf('"Trigger"'))

const { Statistic: _, MetricName: __, Namespace: ___, ...unmeasured } = common.definition

test.each<[string, Partial<StateTransition>, string]>([
  ['of one metric', {}, single],
  [
    'of a percentile, with a description, a unit and no M of N',
    {
      definition: {
        ...common.definition,
        AlarmDescription: 'Slow "menu"',
        Statistic: undefined,
        ExtendedStatistic: 'p95',
        Unit: 'Milliseconds',
        Dimensions: [],
        Period: 300,
        DatapointsToAlarm: undefined,
        Threshold: 0.25,
      },
    },
    `${head('ErrorAlarm', '"Slow \\"menu\\""')}"Trigger":{"MetricName":"ErrorCount","Namespace":"Cafe","StatisticType":"ExtendedStatistic","ExtendedStatistic":"p95","Unit":"Milliseconds","Dimensions":[],"Period":300,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanOrEqualToThreshold","Threshold":0.25,"TreatMissingData":"missing","EvaluateLowSampleCountPercentile":""}}`,
  ],
  [
    'of metric math',
    {
      definition: {
        ...unmeasured,
        AlarmName: 'ErrorAlarm',
        Metrics: [
          { Id: 'e1', Expression: '100*m1/m2', Label: 'Failing share', ReturnData: true },
          {
            Id: 'm1',
            ReturnData: false,
            MetricStat: {
              Metric: {
                Namespace: 'CafeWatch',
                MetricName: '500-Errors',
                Dimensions: [{ Name: 'Host', Value: 'web-1' }],
              },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      },
    },
    `${head('ErrorAlarm')}"Trigger":{"Period":60,"EvaluationPeriods":1,"DatapointsToAlarm":1,"ComparisonOperator":"GreaterThanOrEqualToThreshold","Threshold":1.0,"TreatMissingData":"missing","EvaluateLowSampleCountPercentile":"","Metrics":[{"Expression":"100*m1/m2","Id":"e1","Label":"Failing share","ReturnData":true},{"Id":"m1","MetricStat":{"Metric":{"Dimensions":[{"value":"web-1","name":"Host"}],"MetricName":"500-Errors","Namespace":"CafeWatch"},"Period":60,"Stat":"Sum"},"ReturnData":false}]}}`,
  ],
  [
    'of a composite alarm',
    {
      kind: 'CompositeAlarm',
      definition: {
        AlarmName: 'ErrorAlarm',
        AlarmRule: 'ALARM("a") AND NOT OK("b")',
        OKActions: [],
        AlarmActions: [topic],
        InsufficientDataActions: [],
      },
      triggeringChildren: [
        {
          arn: 'arn:aws:cloudwatch:local:000000000000:alarm:a',
          state: 'ALARM',
          atMs: Date.parse('2025-02-02T12:06:00Z'),
        },
      ],
    },
    `${head('ErrorAlarm')}"AlarmRule":"ALARM(\\"a\\") AND NOT OK(\\"b\\")","TriggeringChildren":[{"Arn":"arn:aws:cloudwatch:local:000000000000:alarm:a","State":{"Value":"ALARM","Timestamp":"2025-02-02T12:06:00.000+0000"}}]}`,
  ],
])('the message %s, to the letter', (_name, more, expected) => {
  const message = cloudwatchMessage({ ...common, ...more })
  expect(message).toBe(expected)
  expect(() => JSON.parse(message)).not.toThrow()
})

test.each([
  [1, '1.0'],
  [0, '0.0'],
  [-5, '-5.0'],
  [0.1, '0.1'],
  [12_345_678, '12345678'],
])('a threshold of %d is written %s', (Threshold, written) => {
  expect(
    cloudwatchMessage({ ...common, definition: { ...common.definition, Threshold } }),
  ).toContain(`"Threshold":${written},`)
})

test.each([
  ['500-Errors', 'ALARM: "500-Errors" in local'],
  ['x'.repeat(80), `ALARM: "${'x'.repeat(80)}" in local`],
  ['x'.repeat(82), `ALARM: "${'x'.repeat(82)}" in local`],
  ['x'.repeat(83), `ALARM: "${'x'.repeat(79)}..." in local`],
  ['x'.repeat(255), `ALARM: "${'x'.repeat(79)}..." in local`],
  ['☕'.repeat(200), `ALARM: "${'☕'.repeat(79)}..." in local`],
  ['🫖'.repeat(200), `ALARM: "${'🫖'.repeat(39)}..." in local`],
  ['a\r\nBcc: b', 'ALARM: "a⟨U+000D⟩⟨U+000A⟩Bcc: b" in local'],
])('the subject of %# has at most 100 characters', (AlarmName, expected) => {
  const subject = cloudwatchSubject({ ...common, definition: { ...common.definition, AlarmName } })
  expect(subject).toBe(expected)
  expect(subject.length).toBeLessThanOrEqual(100)
})

test('hostile names and reasons are strings of the JSON', () => {
  const hostile = '","AlarmName":"other\u0000\ud800\u2028'
  const message = cloudwatchMessage({
    ...common,
    definition: { ...common.definition, AlarmName: hostile, Threshold: 1 },
    reason: '"Threshold":1',
  })
  expect(JSON.parse(message)).toMatchObject({ AlarmName: hostile, NewStateReason: '"Threshold":1' })
})
