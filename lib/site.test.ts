import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { alarmInput, metricFilterInput } from '@/lib/alarms/input'
import { defaultMonitoring, defaultSite, parseSite } from './site'

const variables = {
  SMTP_PASSWORD: 'a b',
  SLACK_URL: 'https://hooks.slack.example/services/T/B/x',
  PAGER_SECRET: 'sixteen characters',
}
const parse = (file: object) => parseSite(JSON.stringify(file), variables)
const alarm = (more: object) => ({ name: 'a', metric: 'Orders', threshold: 1, ...more })

const examples = [
  ...readFileSync('docs/site-file.md', 'utf8').matchAll(/```json\n([\s\S]*?)```/g),
].map(([, text]) => text ?? '')

test.each(examples)('an example of docs/site-file.md is a site file: %s', (text) => {
  expect(() => parseSite(text, variables)).not.toThrow()
})

test('the example of a shop is the one that is there without a site file', () => {
  expect(parseSite(examples[0] ?? '').site).toEqual(defaultSite)
})

test('what is watched without a site file', () => {
  const { metricFilters, alarms, recipients, retentionDays } = defaultMonitoring
  expect(metricFilters.map(({ name, pattern }) => `${name}: ${pattern}`)).toEqual([
    '404-Errors: { $.status = "404" }',
    '500-Errors: { $.status = "500" }',
    'Orders: { $.method = "POST" && ($.request = "/cafe/processOrder.php" || $.request = "/cafe/processOrder.php/") && ($.status = "2*" || $.status = "3*") }',
    'Requests: { $.status = "*" }',
  ])
  expect(
    alarms.map(
      (one) =>
        'metric' in one && [one.name, one.comparison, one.threshold, one.periodSeconds, one.notify],
    ),
  ).toEqual([
    ['404-Errors', '>', 5, 60, 'none'],
    ['500-Errors', '>=', 1, 60, 'all'],
  ])
  expect([recipients, retentionDays]).toEqual([[], 180])
})

test('a metric filter counts what each shipped alarm watches', () => {
  const counted = defaultMonitoring.metricFilters.map(({ metric }) => metric)
  for (const alarm of defaultMonitoring.alarms)
    if ('metric' in alarm) expect(counted, alarm.name).toContain(alarm.metric)
})

test('the order of a shop is what its metric counts, however its path is written', () => {
  const match = [{ method: 'PUT', path: '/a"b\\c' }]
  const { monitoring } = parse({ steps: [{ name: 'order', match }] })
  const orders = monitoring.metricFilters.find(({ name }) => name === 'Orders')
  expect(orders?.pattern).toContain('$.method = "PUT" && ($.request = "/a\\"b\\\\c" ||')
})

test('an own alarm takes the place of the shipped one of its name', () => {
  const { alarms } = parse({ alarms: [alarm({ name: '404-Errors', threshold: 50 })] }).monitoring
  expect(alarms.at(-1)).toMatchObject({ name: '404-Errors', threshold: 50 })
  expect(alarms.slice(0, -1)).toEqual(
    defaultMonitoring.alarms.filter(({ name }) => name !== '404-Errors'),
  )
})

test('a variable stands for a secret, and pages do not get it', () => {
  const { site, monitoring } = parse({
    recipients: [{ name: 'chat', kind: 'slack', url: '$' + '{SLACK_URL}' }],
  })
  expect(monitoring.recipients[0]).toMatchObject({ url: variables.SLACK_URL })
  expect(JSON.stringify(site)).not.toContain('hooks')
})

test.each([
  ['an unknown member', { orders: 1 }, /Unrecognized key: "orders"/],
  ['a variable that is not set', { name: '$' + '{NOPE}' }, /the variable NOPE, which is not set/],
  [
    'retention that CloudWatch does not know',
    { retentionDays: 100 },
    /^retentionDays: must be a number of days that CloudWatch knows/,
  ],
  [
    'a comparison',
    { alarms: [alarm({ comparison: '=' })] },
    /^alarms.0.comparison: must be one of > >= < <=/,
  ],
  ['no threshold', { alarms: [{ name: 'a', metric: 'b' }] }, /^alarms.0.threshold: /],
  [
    'a period',
    { alarms: [alarm({ periodSeconds: 90 })] },
    /^alarms.0.periodSeconds: must be 10, 20, 30 or a multiple of 60/,
  ],
  [
    'a statistic',
    { alarms: [alarm({ statistic: 'Median' })] },
    /^alarms.0.statistic: must be Sum, Average/,
  ],
  [
    'a member of another kind',
    { alarms: [{ name: 'a', rule: 'TRUE', threshold: 1 }] },
    /^alarms.0: Unrecognized key: "threshold"/,
  ],
  [
    'an unknown recipient',
    { alarms: [alarm({ notify: ['x'] })] },
    /alarms.a.notify: there is no recipient named "x"/,
  ],
  [
    'two recipients of one name',
    {
      recipients: ['https://a.b', 'https://c.d'].map((url) => ({ name: 'x', kind: 'slack', url })),
    },
    /recipients: two have the same name/,
  ],
  [
    'http to the outside',
    { recipients: [{ name: 'x', kind: 'webhook', url: 'http://a.b' }] },
    /^recipients.0.url: must be https/,
  ],
  [
    'a short secret',
    { recipients: [{ name: 'x', kind: 'webhook', url: 'https://a.b', secret: 'short' }] },
    /^recipients.0.secret: must have 16/,
  ],
  [
    'an address that is none',
    { recipients: [{ name: 'x', kind: 'email', to: ['ops'], smtp: 'smtp://a' }] },
    /^recipients.0.to.0: /,
  ],
  [
    'dimensions with a default',
    { metricFilters: [{ name: 'x', pattern: '', dimensions: { a: '$.a' }, defaultValue: 0 }] },
    /^metricFilters.0.defaultValue: does not go with dimensions/,
  ],
])('%s is refused by name', (_, file, problem) => {
  expect(() => parse(file)).toThrow(problem)
})

const smtp = 'smtp://mail.cafe.example'
const ops = { name: 'ops', kind: 'email', to: ['ops@cafe.example'], smtp }
const metrics = [
  { id: 'o', metric: 'Orders' },
  { id: 'e', expression: 'o * 2' },
]

test('a file with the members that have been renamed says the same as one with the new names', () => {
  const old = parse({
    targets: [ops],
    alarms: [
      alarm({ tell: 'everybody', tellOf: ['OK'] }),
      alarm({ name: 'b', tell: 'nobody' }),
      { name: 'c', rule: 'ALARM(a)', tell: ['ops'] },
      { name: 'd', metrics, threshold: 1, judged: 'o' },
    ],
  })
  expect(old).toEqual(
    parse({
      recipients: [ops],
      alarms: [
        alarm({ notify: 'all', notifyOn: ['OK'] }),
        alarm({ name: 'b', notify: 'none' }),
        { name: 'c', rule: 'ALARM(a)', notify: ['ops'] },
        { name: 'd', metrics, threshold: 1, evaluated: 'o' },
      ],
    }),
  )
  expect(old.monitoring.recipients).toHaveLength(1)
})

test.each([
  [{ targets: [{ ...ops, smtp: 'x' }] }, /^targets.0.smtp: /],
  [{ alarms: [alarm({ tellOf: ['BROKEN'] })] }, /^alarms.0.tellOf.0: /],
  [{ targets: [ops], recipients: [ops] }, /Unrecognized key: "targets"/],
  [{ alarms: [alarm({ tell: 'nobody', notify: 'all' })] }, /Unrecognized key: "tell"/],
  [{ alarms: [alarm({ notify: 'nobody' })] }, /^alarms.0.notify: /],
])('%j is refused by the names that the file uses', (file, problem) => {
  expect(() => parse(file)).toThrow(problem)
})

const actionsOf = () => ['arn:x']

test('a declared filter and alarms as CloudWatch takes them', () => {
  const { monitoring } = parse({
    metricFilters: [{ name: 'slow', pattern: '{ $.process > 1 }', value: '$.process' }],
    alarms: [
      alarm({ name: 'p', statistic: 'p95', dimensions: { shop: 'x' }, notifyOn: ['ALARM'] }),
      {
        name: 'm',
        metrics: [
          { id: 'o', metric: 'Orders' },
          { id: 'e', expression: 'o * 2' },
        ],
        threshold: 1,
        datapointsToAlarm: 2,
        evaluationPeriods: 3,
      },
      { name: 'c', rule: 'ALARM(p)', actionsEnabled: false },
    ],
  })
  expect(metricFilterInput('g', monitoring.metricFilters.at(-1) as never)).toEqual({
    logGroupName: 'g',
    filterName: 'slow',
    filterPattern: '{ $.process > 1 }',
    metricTransformations: [
      { metricNamespace: 'CafeWatch', metricName: 'slow', metricValue: '$.process' },
    ],
  })
  const inputs = monitoring.alarms.slice(-3).map((one) => alarmInput(one, actionsOf))
  expect(inputs[0]).toMatchObject({
    AlarmName: 'p',
    ExtendedStatistic: 'p95',
    Dimensions: [{ Name: 'shop', Value: 'x' }],
    AlarmActions: ['arn:x'],
    OKActions: [],
    TreatMissingData: 'notBreaching',
    ComparisonOperator: 'GreaterThanThreshold',
  })
  expect(inputs[1]).toMatchObject({
    DatapointsToAlarm: 2,
    EvaluationPeriods: 3,
    Metrics: [
      { Id: 'o', ReturnData: false, MetricStat: { Stat: 'Sum', Period: 60 } },
      { Id: 'e', ReturnData: true, Expression: 'o * 2' },
    ],
  })
  expect(inputs[2]).toMatchObject({ AlarmRule: 'ALARM(p)', ActionsEnabled: false })
})

describe('how the log is read', () => {
  const formatOf = (logFormat: unknown) => parseSite(JSON.stringify({ logFormat })).logFormats
  test('one format, a map of JSON names, or one for each path', () => {
    expect(formatOf('%h %t "%r" %>s')).toEqual({ all: '%h %t "%r" %>s', byPath: [] })
    const map = { ts: 'time', peer: 'remoteIP', code: 'status', url: 'request' }
    expect(formatOf(map)).toEqual({ all: map, byPath: [] })
    expect(formatOf({ '/var/log/shop.log': map, '/srv/*.log': 'combined' })).toEqual({
      all: null,
      byPath: [
        ['/var/log/shop.log', map],
        ['/srv/*.log', 'combined'],
      ],
    })
  })
  test.each([
    ['%h', /^logFormat: it does not contain the status/],
    [{ '/a': '%h' }, /^logFormat\.\/a: it does not contain/],
    [{ ts: 'time' }, /^logFormat: it does not say what remoteIP and status and request is called/],
    [5, /^logFormat: must be a log format, a map of JSON names/],
  ])('%j is refused', (logFormat, message) => {
    expect(() => formatOf(logFormat)).toThrow(message)
  })
  test('a proxy that is no address is refused', () => {
    expect(() => parseSite('{"trustedProxies":["10.0.0.0/8","lb"]}')).toThrow(
      'trustedProxies: "lb" is neither an address nor a network such as 10.0.0.0/8',
    )
  })
})
