import * as z from 'zod'
import { comparisonOperators } from './alarms/comparison'
import { alarmStates } from './alarms/state'
import { shippedFilters } from './counted'
import type { PatternShape } from './order-pattern/shape'
import { plainProblem } from './plain-problem'
import { shippedAlarms } from './shipped-alarms'
import type { Step } from './shop/steps'

/**
 * What is watched, declared once: retention, metric filters, alarms, recipients and the archive. The
 * embedded engine and the AWS stack in `infra/` both take it from here; a site file adds its own.
 */

/** The two logs of a web server, as CloudWatch names them. `LOG_GROUP` may name another for the first. */
export const logGroups = { access: 'apache/access', error: 'apache/error' } as const

export const namespace = 'CafeWatch'

const name = z.string().min(1).max(255)
const metricName = z
  .string()
  .regex(/^[^:*$]{1,255}$/, 'must be the name of a metric: 1 to 255 characters without : * $')

export const metricFilter = z
  .strictObject({
    name: z.string().regex(/^[^:*]{1,512}$/, 'must be 1 to 512 characters without : and *'),
    /** A CloudWatch filter pattern. */
    pattern: z.string().max(1024),
    namespace: name.default(namespace),
    /** Its name when left out. */
    metric: metricName.optional(),
    /** What each match adds: a number, or a selector such as `$.process`. */
    value: z
      .string()
      .regex(/^(\$.+|-?\d+(\.\d+)?)$/, 'must be a number or a selector such as $.process')
      .default('1'),
    /** Of minutes in which events came and none matched; 0 when neither dimensions nor a selector are given. */
    defaultValue: z.number().optional(),
    dimensions: z.record(z.string().min(1).max(255), z.string().startsWith('$')).optional(),
  })
  .refine(({ dimensions }) => Object.keys(dimensions ?? {}).length <= 3, {
    path: ['dimensions'],
    message: 'has at most 3 members',
  })
  .refine(({ dimensions, defaultValue }) => !dimensions || defaultValue === undefined, {
    path: ['defaultValue'],
    message: 'does not go with dimensions',
  })
  .transform((filter) => {
    const counts = filter.dimensions === undefined && !filter.value.startsWith('$')
    return {
      ...filter,
      metric: filter.metric ?? filter.name,
      defaultValue: filter.defaultValue ?? (counts ? 0 : undefined),
    }
  })
export type MetricFilter = z.infer<typeof metricFilter>

const statistic = z
  .string()
  .regex(
    /^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d{1,10})?|p100|(tm|wm|tc|ts|pr|TM|WM|TC|TS|PR).+|IQM)$/,
    'must be Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p95',
  )
const periodSeconds = z
  .number()
  .int()
  .refine((value) => [10, 20, 30].includes(value) || (value > 0 && value % 60 === 0), {
    message: 'must be 10, 20, 30 or a multiple of 60',
  })
const dimensions = z.record(name, name)

const measured = {
  namespace: name.default(namespace),
  metric: metricName,
  statistic: statistic.default('Sum'),
  periodSeconds: periodSeconds.default(60),
  dimensions: dimensions.optional(),
}

const threshold = {
  comparison: z
    .enum(comparisonOperators, `must be one of ${comparisonOperators.join(' ')}`)
    .default('>'),
  threshold: z.number(),
  /** Of so many periods … */
  evaluationPeriods: z.number().int().min(1).default(1),
  /** … so many must breach; all of them when left out. */
  datapointsToAlarm: z.number().int().min(1).optional(),
  missing: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('notBreaching'),
}

const notification = {
  name,
  description: z.string().max(1024).optional(),
  /** Names of recipients. */
  notify: z.union([z.enum(['all', 'none']), z.array(name).max(5)]).default('all'),
  /** The states that recipients are notified of. */
  notifyOn: z.array(z.enum(alarmStates)).default(['ALARM', 'OK']),
  /** `false`: the alarm is evaluated and no one is notified. */
  actionsEnabled: z.boolean().default(true),
}

const mathMetric = z.union([
  z.strictObject({
    id: z.string().regex(/^[a-z]\w*$/, 'must begin with a small letter'),
    ...measured,
    label: z.string().optional(),
  }),
  z.strictObject({
    id: z.string().regex(/^[a-z]\w*$/, 'must begin with a small letter'),
    expression: z.string().min(1).max(1024),
    periodSeconds: periodSeconds.optional(),
    label: z.string().optional(),
  }),
])

const metricAlarm = z.strictObject({ ...notification, ...measured, ...threshold })
/** Evaluates the last expression in the list, or the one that `evaluated` names. */
const mathAlarm = z.strictObject({
  ...notification,
  metrics: z.array(mathMetric).min(1).max(20),
  evaluated: z.string().optional(),
  ...threshold,
})
const compositeAlarm = z.strictObject({
  ...notification,
  /** Such as `ALARM("a") AND NOT OK("b")`. */
  rule: z.string().min(1).max(10_240),
})
export type MetricAlarm = z.infer<typeof metricAlarm>
export type MathAlarm = z.infer<typeof mathAlarm>
export type CompositeAlarm = z.infer<typeof compositeAlarm>
export type Alarm = MetricAlarm | MathAlarm | CompositeAlarm

// Chosen by its members, so that problems are reported in terms of its own kind.
export const alarm = z.unknown().transform((value, context): Alarm => {
  const has = (member: string) => typeof value === 'object' && value !== null && member in value
  const kind = has('rule') ? compositeAlarm : has('metrics') ? mathAlarm : metricAlarm
  const read = kind.safeParse(value, { error: plainProblem })
  if (read.success) return read.data
  for (const issue of read.error.issues) context.addIssue({ ...issue, code: 'custom' })
  return z.NEVER
})

const recipientName = z.string().regex(/^[\w-]{1,80}$/, 'must be 1 to 80 letters, digits, - and _')
const webUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
export const recipient = z.discriminatedUnion('kind', [
  z.strictObject({
    name: recipientName,
    kind: z.literal('email'),
    to: z.array(z.email()).min(1).max(50),
    from: z.email().optional(),
    /** `smtp://user:password@host:587`, or smtps://. */
    smtp: z.url({
      protocol: /^smtps?$/,
      error: 'must be an address such as smtp://user:password@host:587',
    }),
  }),
  z
    .strictObject({
      name: recipientName,
      kind: z.enum(['slack', 'webhook']),
      url: webUrl,
      /** Signs what is sent (HMAC-SHA256). */
      secret: z.string().min(16, 'must have 16 characters or more').optional(),
      /** Allows http and private addresses. */
      private: z.boolean().default(false),
    })
    .refine((webhook) => webhook.private || webhook.url.startsWith('https:'), {
      path: ['url'],
      message: 'must be https; http is for your own network, with "private": true',
    }),
  z.strictObject({
    name: recipientName,
    kind: z.literal('sns'),
    topicArn: z
      .string()
      .regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/, 'must be the ARN of an SNS topic'),
  }),
])
export type Recipient = z.infer<typeof recipient>

const archiveForms = 'must be false, { "folder": "…" } or { "bucket": "…" }'
const archive = z.union(
  [
    z.literal(false),
    z.strictObject({ folder: z.string().min(1) }),
    z.strictObject({
      bucket: z.string().min(3).max(63),
      prefix: z
        .string()
        .regex(/^([^/].*)?$/, 'must not begin with /')
        .transform((text) => (text === '' || text.endsWith('/') ? text : `${text}/`))
        .default(''),
      region: z.string().optional(),
      /** Of a server that speaks S3 and is not Amazon's. */
      endpoint: webUrl.optional(),
    }),
  ],
  archiveForms,
)
/** `false` for none; a folder beside the store when left out. */
export type Archive = z.infer<typeof archive> | undefined

const retentionDays = z.literal(
  [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
  ],
  'must be a number of days that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653',
)

/** What a site file may declare about monitoring. */
export const ownMonitoring = {
  retentionDays: retentionDays.default(180),
  metricFilters: z.array(metricFilter).max(90).default([]),
  alarms: z.array(alarm).default([]),
  recipients: z.array(recipient).max(20).default([]),
  archive: archive.optional(),
}
const own = z.strictObject(ownMonitoring)
export type OwnMonitoring = z.infer<typeof own>

export interface Monitoring {
  retentionDays: number
  metricFilters: MetricFilter[]
  alarms: Alarm[]
  recipients: Recipient[]
  archive: Archive
}

/** Own ones replace shipped ones of the same name. */
function withOwn<Item extends { name: string }>(shipped: Item[], own: Item[]): Item[] {
  const names = new Set(own.map(({ name }) => name))
  return [...shipped.filter(({ name }) => !names.has(name)), ...own]
}

/** All that is declared for a shop: what comes with CafeWatch, and what its site file adds. Throws a NotCountable. */
export function monitoringOf(steps: readonly Step[], own: OwnMonitoring): Monitoring {
  return {
    ...own,
    archive: own.archive,
    metricFilters: withOwn(
      shippedFilters(steps).map((filter) => metricFilter.parse(filter)),
      own.metricFilters,
    ),
    alarms: withOwn(
      shippedAlarms(steps).map((one) => alarm.parse(one)),
      own.alarms,
    ),
  }
}

/** The same, with the shipped metric filters as events of a log group need them that are sent as they were written. Throws a NotCountable. */
export function monitoringOfShape(
  monitoring: Monitoring,
  steps: readonly Step[],
  shape: PatternShape,
): Monitoring {
  const written = new Map(shippedFilters(steps, shape).map(({ name, pattern }) => [name, pattern]))
  const shipped = new Map(shippedFilters(steps).map(({ name, pattern }) => [name, pattern]))
  return {
    ...monitoring,
    // A filter of the site file that has the name of a shipped one stays as it is.
    metricFilters: monitoring.metricFilters.map((filter) =>
      shipped.get(filter.name) === filter.pattern
        ? { ...filter, pattern: written.get(filter.name) ?? filter.pattern }
        : filter,
    ),
  }
}
