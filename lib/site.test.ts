import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { alarmInput, metricFilterInput } from '@/lib/alarms/input'
import type { Alarm } from '@/lib/monitoring'
import { shopMetrics } from './shipped-alarms'
import { presetNames, presets } from './shop/presets'
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

/** The metrics of an alarm, with their periods. */
function watchedBy(one: Alarm): string[] {
  if ('rule' in one) return []
  const metrics = 'metrics' in one ? one.metrics : [one]
  return metrics.flatMap((each) =>
    'metric' in each ? `${each.metric} ${each.periodSeconds} s` : [],
  )
}

test('what is watched without a site file', () => {
  const { metricFilters, alarms, recipients, retentionDays } = defaultMonitoring
  expect(metricFilters.map(({ name, pattern }) => `${name}: ${pattern}`)).toEqual([
    '404-Errors: { $.status = "404" }',
    '500-Errors: { $.status = "500" }',
    '5xx-Errors: { $.status = "5*" }',
    'Orders: { $.method = "POST" && ($.request = "/cafe/processOrder.php" || $.request = "/cafe/processOrder.php/") && ($.status = "2*" || $.status = "3*") }',
    'Requests: { $.status = "*" }',
  ])
  expect(
    alarms.map(
      (one) =>
        'threshold' in one && [one.name, watchedBy(one), one.comparison, one.threshold, one.notify],
    ),
  ).toEqual([
    ['404-Errors', ['404-Errors 60 s'], '>', 5, 'none'],
    ['500-Errors', ['500-Errors 60 s'], '>=', 1, 'none'],
    ['Server-Errors', ['5xx-Errors 180 s', 'Requests 180 s'], '>=', 5, 'all'],
    ['No-Requests', ['No-Requests 60 s'], '>=', 1, 'all'],
    ['Orders-Stopped', ['Orders-Stopped 60 s'], '>=', 1, 'all'],
    ['Orders-Low', ['Orders-Low 60 s'], '>=', 1, 'all'],
  ])
  expect([recipients, retentionDays]).toEqual([[], 180])
})

test('a metric filter counts what each shipped alarm watches, or CafeWatch publishes it', () => {
  const filtered = defaultMonitoring.metricFilters.map(({ metric }) => metric)
  const counted = [...filtered, ...shopMetrics]
  for (const alarm of defaultMonitoring.alarms)
    for (const metric of watchedBy(alarm))
      expect(counted, alarm.name).toContain(metric.replace(/ \d+ s$/, ''))
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
  ['an unknown member', { orders: 1 }, /has no member named "orders"/],
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
    /^alarms.0: has no member named "threshold"/,
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

describe('the way to an order', () => {
  const steps = [{ name: 'order', match: [{ path: '/o' }] }]
  const withMatch = (match: object) => ({ steps: [{ name: 'order', match: [match] }] })

  test('without a word about it, it is the café’s', () => {
    const { site } = parse({})
    expect(site.steps).toBe(presets.cafe.steps)
    expect(site).toMatchObject({ ignore: { networks: [], agents: [] }, people: { agents: [] } })
    expect([site.orderId, site.openingHours]).toEqual([undefined, undefined])
  })

  test.each(presetNames)('the preset %s, whose orders a metric filter counts', (preset) => {
    const { site, monitoring } = parse({ preset })
    expect(site.steps).toBe(presets[preset].steps)
    expect(site.orderId).toEqual(presets[preset].orderId)
    expect(monitoring.metricFilters.map(({ name }) => name)).toContain('Orders')
  })

  test('steps of one’s own have no number of an order but their own', () => {
    expect(parse({ steps }).site).toMatchObject({ steps })
    expect(parse({ steps }).site.orderId).toBeUndefined()
    expect(parse({ steps, orderId: '?o={id}' }).site.orderId).toBe('?o={id}')
    expect(parse({ preset: 'woocommerce', orderId: '?o={id}' }).site.orderId).toBe('?o={id}')
  })

  test('without any step nothing is an order, and nothing counts orders', () => {
    const { site, monitoring } = parse({ steps: [] })
    expect(site.steps).toEqual([])
    expect(monitoring.metricFilters.map(({ name }) => name)).not.toContain('Orders')
    expect(monitoring.alarms.map(({ name }) => name)).not.toContain('Orders-Stopped')
    expect(monitoring.alarms.map(({ name }) => name)).toContain('No-Requests')
  })

  test('opening hours, and who is no customer', () => {
    const openingHours = { zone: 'Europe/Berlin', mon: ['08:00-22:00'], fri: ['18:00-02:00'] }
    const ignore = { networks: ['203.0.113.0/24'], agents: ['UptimeRobot'] }
    expect(parse({ openingHours, ignore }).site).toMatchObject({ openingHours, ignore })
  })

  test.each<[file: object, problem: RegExp]>([
    [withMatch({ path: 'o' }), /^steps.0.match.0.path: must be a path that starts with \//],
    [withMatch({ path: '/o?a=1' }), /^steps.0.match.0.path: .*parameters belong into "query"/],
    [withMatch({ path: '/o**' }), /^steps.0.match.0.path: .*must stand between slashes/],
    [withMatch({ path: '/o\n' }), /^steps.0.match.0.path: must not hold control characters/],
    [withMatch({ method: 'post', path: '/o' }), /^steps.0.match.0.method: must be a method/],
    [withMatch({ path: '/o', status: 20 }), /^steps.0.match.0.status: must be a status such as/],
    [withMatch({ path: '/o', status: ['2xx', '<400'] }), /^steps.0.match.0.status: must be a/],
    [withMatch({ query: { 'a=b': '1' } }), /^steps.0.match.0.query: "a=b" is no name/],
    [withMatch({ query: { a: '1*' } }), /^steps.0.match.0.query: .*"\*" alone stands for any/],
    [withMatch({ status: 302 }), /^steps.0.match.0: must say the path, the method or the query/],
    [withMatch({ url: '/o' }), /^steps.0.match.0: has no member named "url"/],
    [{ steps: [{ name: 'order', match: [] }] }, /^steps.0.match: /],
    [{ steps: [...steps, ...steps] }, /^steps: two are called "order"/],
    [{ steps, preset: 'cafe' }, /^preset: does not go with steps/],
    [{ preset: 'wix' }, /^preset: must be one of cafe, woocommerce/],
    [{ orderId: '/o/1' }, /^orderId: must hold \{id\} once/],
    [{ orderId: ['?o={id}', 'o={id}'] }, /^orderId: must be an address such as/],
    [{ orderId: '/o/x{id}' }, /^orderId: \{id\} must be a whole segment/],
    [{ orderId: 7 }, /^orderId: must be an address such as/],
    [{ openingHours: { zone: 'Berlin', mon: [] } }, /^openingHours.zone: must be a time zone/],
    [{ openingHours: { zone: 'UTC', mon: ['8-22'] } }, /^openingHours.mon.0: must be a time range/],
    [{ openingHours: { zone: 'UTC', mon: [] } }, /^openingHours: must say when the shop is open/],
    [{ openingHours: { zone: 'UTC', monday: [] } }, /^openingHours: has no member named "monday"/],
    [{ currency: 'XXZ' }, /^currency: must be a currency code/],
    [{ averageOrder: 1e30 }, /^averageOrder: /],
    [{ people: { agents: [''] } }, /^people.agents.0: /],
    [{ people: ['OurShop'] }, /^people: /],
    [{ ignore: { networks: ['office'] } }, /^ignore.networks: "office" is neither an address/],
    [
      {
        steps: Array.from({ length: 10 }, (_, step) => ({
          name: `${step}`,
          match: Array.from({ length: 50 }, (_, at) => ({ path: `/**/page-${step}/${at}*` })),
        })),
      },
      /^steps: a query of CloudWatch has 10,000 characters/,
    ],
    [
      withMatch({ path: `/${'o'.repeat(550)}` }),
      /^steps: no metric filter can count the last step, order: .* characters long/,
    ],
  ])('%j is refused', (file, problem) => expect(() => parse(file)).toThrow(problem))

  test('the members from before are refused, with their own values written as steps', () => {
    const old = {
      name: 'Teestube',
      menu: '/tee/karte',
      order: { method: 'PUT', request: '/tee/bestellung' },
    }
    let message = ''
    try {
      parse(old)
    } catch (error) {
      message = (error as Error).message
    }
    expect(message).toContain('menu, order: the way to an order is written as steps now')
    const { menu: _, order: __, ...kept } = old
    const pasted = JSON.parse(`{${message.slice(message.indexOf('"steps": ['))}}`)
    expect(parse({ ...kept, ...pasted }).site).toMatchObject({
      name: 'Teestube',
      steps: [
        { name: 'landing', match: [{ path: '/cafe' }] },
        { name: 'menu', match: [{ path: '/tee/karte' }] },
        { name: 'order', match: [{ method: 'PUT', path: '/tee/bestellung' }] },
      ],
    })
  })
})

test('lists of old members become the alternatives of a step', () => {
  expect(() => parse({ landing: ['/', '/de'], order: ['/o', '/bestellen'] })).toThrow(
    '{"name":"order","match":[{"method":"POST","path":"/o"},{"method":"POST","path":"/bestellen"}]}',
  )
})

test('of several mistakes each is named', () => {
  const file = { currency: 'EURO', openingHours: { zone: 'Europe/Berln', mon: ['8-12'] } }
  expect(() => parse(file)).toThrow(/^currency: .*; openingHours\.zone: .*; openingHours\.mon\.0: /)
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
  [{ targets: [ops], recipients: [ops] }, /has no member named "targets"/],
  [{ alarms: [alarm({ tell: 'nobody', notify: 'all' })] }, /has no member named "tell"/],
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

test.each<[object, number | null]>([
  [{ preset: 'cafe' }, 8.4],
  [{}, null],
  [{ preset: 'woocommerce' }, null],
  [{ preset: 'woocommerce', averageOrder: 42 }, 42],
  [{ steps: [] }, null],
])('%j: an order is worth %s', (file, worth) => {
  expect(parse(file).site.averageOrder).toBe(worth)
})

test.each<[what: string, file: object, name: string]>([
  ['the café', { preset: 'cafe' }, 'the café'],
  ['a shop whose file says something else', { recipients: [] }, ''],
  ['a shop with a way of its own', { steps: [] }, ''],
  ['a shop system', { preset: 'woocommerce' }, ''],
  ['a name that is written', { name: 'Tickets', steps: [] }, 'Tickets'],
])('the name of %s', (_, file, name) => {
  expect(parseSite(JSON.stringify(file)).site.name).toBe(name)
})
