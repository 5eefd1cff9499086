import * as z from 'zod'
import { newAddressList } from './access-log/address'
import { type Declaration, declaredFormat } from './access-log/declared/declare'
import { type LogFormats, noLogFormats } from './access-log/declared/log-formats'
import { defaultSecretParameters } from './mask'
import {
  type Alarm,
  type Monitoring,
  monitoringOf,
  namespace,
  type OwnMonitoring,
  ownMonitoring,
} from './monitoring'
import { NotCountable } from './order-pattern/not-countable'
import { plainProblem } from './plain-problem'
import { shopMetrics } from './shipped-alarms'
import { SiteProblems, wrongMember } from './site-problems'
import { pathInFile, withNewNames } from './site-renamed'
import { refuseOldMembers, type Way, way, wayOf } from './site-way'
import { nearest } from './text/nearest'

/** ISO 4217, as far as this Node knows it. */
const currencies = new Set(Intl.supportedValuesOf('currency'))
// In whatever currency, no shop sells so much at once.
const maxOrder = 1e9

/** The watched shop: the way to an order, and the value of an average one. */
const shop = {
  /** Empty when no one has said it: then messages name no shop. */
  name: z.string().min(1).max(80).default(''),
  currency: z
    .string()
    .refine((code) => currencies.has(code), 'must be a currency code such as EUR')
    .default('EUR'),
  /** Null when no one has said it: then a loss has no price. */
  averageOrder: z.number().positive().max(maxOrder).nullable().default(null),
}

/** The café that CafeWatch comes with. */
const cafe = { name: 'the café', averageOrder: 8.4 }

const declaration = z.union([z.string(), z.record(z.string(), z.string())])

/** How the log is read. */
const log = {
  /** One format, or one for each path. */
  logFormat: z
    .union([declaration, z.record(z.string(), declaration)], {
      error: 'must be a log format, a map of JSON names, or one of these for each path',
    })
    .optional(),
  trustedProxies: z.array(z.string()).optional(),
}

/** What readers see of the log. */
const privacy = {
  /** Whether people who run the shop see whole addresses and the values of secret parameters. */
  operatorsSeeAddresses: z.boolean().default(false),
  secretParameters: z
    .array(z.string().regex(/^[\w.-]{1,50}$/, 'must be the name of a parameter'))
    .max(50)
    .default([...defaultSecretParameters]),
}

const shopSchema = z.object({ ...shop, ...privacy })
const fileSchema = z.strictObject({ ...shop, ...privacy, ...way, ...log, ...ownMonitoring })

export interface Site extends z.infer<typeof shopSchema>, Way {}

export interface SiteFile {
  /** What pages may know. */
  site: Site
  /** Contains secrets: it never leaves the server. */
  monitoring: Monitoring
  logFormats: LogFormats
  /** Null when the file names none. */
  trustedProxies: string[] | null
}

/** Does something, and says of which member of the file it is when that fails. */
function forMember<T>(member: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw wrongMember(member, error instanceof Error ? error.message : String(error))
  }
}

function logFormatsOf(logFormat: z.infer<typeof log.logFormat>): LogFormats {
  if (logFormat === undefined) return noLogFormats
  const pairs = typeof logFormat === 'string' ? [] : Object.entries(logFormat)
  const byPath = pairs.length > 0 && pairs.every(([path]) => path.startsWith('/'))
  for (const [path, one] of byPath ? pairs : [])
    forMember(`logFormat.${path}`, () => declaredFormat(one))
  if (byPath) return { all: null, byPath: pairs }
  const all = logFormat as Declaration
  forMember('logFormat', () => declaredFormat(all))
  return { all, byPath: [] }
}

/** `${NAME}` in a text of the file stands for a variable, so that secrets need not be written into it. */
function filled(value: unknown, variables: Record<string, string | undefined>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
      const found = variables[name]
      if (found === undefined) throw new Error(`it names the variable ${name}, which is not set`)
      return found
    })
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, variables))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, filled(member, variables)]),
  )
}

// Of each state of an alarm, on AWS.
const mostActions = 5

/** The metrics of ours that an alarm watches; others may come from anywhere. */
const ownMetricsIn = (watched: Alarm): string[] =>
  ('metrics' in watched ? watched.metrics : [watched]).flatMap((one) =>
    'metric' in one && one.namespace === namespace ? [one.metric] : [],
  )

/** An alarm on a metric that nothing makes would be calm for ever. */
function checkMetrics({ alarms, metricFilters }: Monitoring): void {
  const made = new Set<string>([
    ...metricFilters.filter((one) => one.namespace === namespace).map(({ metric }) => metric),
    ...shopMetrics,
  ])
  for (const watched of alarms) {
    const unknown = ownMetricsIn(watched).find((metric) => !made.has(metric))
    if (unknown === undefined) continue
    const near = nearest(unknown, [...made])
    throw wrongMember(
      `alarms.${watched.name}`,
      `nothing makes a metric "${unknown}" in ${namespace}${near ? `; did you mean "${near}"?` : ''}`,
    )
  }
}

function checkNames({ alarms, recipients }: Monitoring): void {
  const known = new Set(recipients.map(({ name }) => name))
  if (known.size < recipients.length) throw wrongMember('recipients', 'two have the same name')
  for (const { name, notify } of alarms) {
    if (notify === 'all' && recipients.length > mostActions)
      throw wrongMember(
        `alarms.${name}.notify`,
        `is all, which are ${recipients.length} recipients, but CloudWatch notifies at most ${mostActions} of an alarm: name those in it`,
      )
    const unknown = Array.isArray(notify) ? notify.find((one) => !known.has(one)) : undefined
    if (unknown !== undefined)
      throw wrongMember(`alarms.${name}.notify`, `there is no recipient named "${unknown}"`)
  }
}

/** What is watched of an order whose last step a metric filter counts. */
function monitoringFor({ steps }: Way, own: OwnMonitoring): Monitoring {
  try {
    return monitoringOf(steps, own)
  } catch (error) {
    if (!(error instanceof NotCountable)) throw error
    throw wrongMember(
      'steps',
      `no metric filter can count the last step, ${steps.at(-1)?.name}: ${error.message}`,
    )
  }
}

/** More would hide the first ones. */
const maxProblems = 5

function read(file: unknown): SiteFile {
  refuseOldMembers(file)
  const parsed = fileSchema.safeParse(withNewNames(file), { error: plainProblem })
  if (!parsed.success) {
    const problems = parsed.error.issues
      .slice(0, maxProblems)
      .map(({ path, message }) => ({ path: pathInFile(file, path), message }))
    throw new SiteProblems(problems)
  }
  const { name, currency, averageOrder, logFormat, trustedProxies, ...rest } = parsed.data
  const { operatorsSeeAddresses, secretParameters, ...others } = rest
  const { preset, steps, orderId, openingHours, ignore, people, ...own } = others
  const wayThere = wayOf({ preset, steps, orderId, openingHours, ignore, people })
  const isCafe = steps === undefined && preset === 'cafe'
  const site = {
    name: name || (isCafe ? cafe.name : ''),
    currency,
    averageOrder: averageOrder ?? (isCafe ? cafe.averageOrder : null),
    operatorsSeeAddresses,
    secretParameters,
    ...wayThere,
  }
  const monitoring = monitoringFor(wayThere, own)
  checkNames(monitoring)
  checkMetrics(monitoring)
  forMember('trustedProxies', () => newAddressList(trustedProxies ?? []))
  forMember('ignore.networks', () => newAddressList(ignore.networks))
  return {
    site,
    monitoring,
    logFormats: logFormatsOf(logFormat),
    trustedProxies: trustedProxies ?? null,
  }
}

/** Reads the text of a site file. Throws an Error whose message names the field that is wrong. */
export const parseSite = (
  text: string,
  variables: Record<string, string | undefined> = {},
): SiteFile => read(filled(JSON.parse(text), variables))

export const defaultSiteFile: SiteFile = read({ preset: 'cafe' })
export const defaultSite: Site = defaultSiteFile.site
export const defaultMonitoring: Monitoring = defaultSiteFile.monitoring
