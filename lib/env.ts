import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import * as z from 'zod'
import { isLoopback } from './access/hosts'
import { type ProviderSettings, providerFrom, providerVariables } from './access/provider/settings'
import { newAddressList } from './access-log/address'
import { declaredFormat } from './access-log/declared/declare'
import type { LogFormats } from './access-log/declared/log-formats'
import { fileProblem } from './file-problem'
import { logGroups, type Monitoring } from './monitoring'
import { defaultSiteFile, parseSite, type Site, type SiteFile } from './site'
import { readSaved, savedPath } from './site-file/saved-file'
import { isObject, type SiteSource } from './site-file/written-site'
import { withNewNames } from './site-renamed'
import { listPrices, type Prices } from './spending/prices'

/** The settings of one process, checked once at its start. */
export interface Env {
  cloudwatch: 'local' | 'aws' | 'recorded'
  host: string
  port: number
  /** Whether other machines may connect. */
  isOpen: boolean
  /** Certificate and private key, PEM, for TLS of its own; null without. */
  tls: { cert: Buffer; key: Buffer } | null
  /** Files and globs to follow; empty means the simulated café. */
  accessLog: string[]
  /** The files are those of the web servers that are installed here: {@link usualLogs}. */
  findsLogs: boolean
  /** Declared log formats; others are recognized by themselves. */
  logFormats: LogFormats
  /** Addresses and networks of the shop's own proxies; null when no one has said. */
  trustedProxies: string[] | null
  logGroup: string
  dataDir: string
  cloudwatchPort: number
  /** The engine refuses events that are too old, too new or expired, as AWS does. */
  rejectOldEvents: boolean
  /** How often each operation of CloudWatch is called at most. */
  callsPerSecond: number
  /** How many Logs Insights queries run at once. */
  concurrentQueries: number
  /** How many Logs Insights queries one viewer may start in a minute, on CloudWatch. */
  viewerQueriesPerMinute: number
  /** How many days may be asked for at once. */
  maxRangeDays: number
  /** What CloudWatch charges, in dollars. */
  prices: Prices
  /** What open pages may spend by themselves on a day, in dollars; null without a limit. */
  dailyBudget: number | null
  recordings: string
  site: Site
  /** Where the site was read from. Holds secrets: it never leaves the server. */
  siteFile: SiteSource
  /** Holds secrets: it never leaves the server. */
  monitoring: Monitoring
  /** How the shop is doing is published as metrics: always to the engine, to Amazon when asked. */
  publishMetrics: boolean
  /** An API token, for commands that ask the server; null without. A secret. */
  token: string | null
  /** Where people reach the pages, for links in messages; without a slash at its end. */
  publicUrl: string
  /** The path of `publicUrl`, which all of ours begin with; '' for a host of its own. */
  basePath: string
  /** Who signs people in beside the local users; null where nobody does. Holds a secret. */
  provider: ProviderSettings | null
}

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'a port between 0 and 65535')
    .transform(Number)
    .refine((value) => value <= 65535, 'a port between 0 and 65535')
    .default(fallback)

const numberWithin = ({ least, most }: { least: number; most: number }) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, `a number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `a number from ${least} to ${most}`)

const number = ({ fallback, ...limits }: { least: number; most: number; fallback: number }) =>
  numberWithin(limits).default(fallback)

/** Where the web servers of Debian, Ubuntu, Red Hat and Fedora write their access logs. */
export const usualLogs: readonly string[] = [
  '/var/log/apache2/*access.log',
  '/var/log/nginx/*access.log',
  '/var/log/httpd/*access_log',
  '/var/log/caddy/*.log',
]

/** Splits at commas, but not at those of a glob such as `{a,{b,c}}` or `[a,b]`; braces nest once. */
const splitPaths = (text: string) =>
  text
    // No variable can hold a NUL.
    .replace(/\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\]/]+\]|(,)/g, (found, comma) => (comma ? '\0' : found))
    .split('\0')
    .map((path) => path.trim())

/** Why something cannot be done; null when it can. */
function problemIn(action: () => unknown): string | null {
  try {
    action()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const withoutSlashAtEnd = (text: string) => text.replace(/\/+$/, '')

/** Whether a path may stand before all of ours: '' or /watch, and nothing that a browser or a proxy would write otherwise. */
const isBasePath = (path: string) =>
  /^(?:\/[A-Za-z0-9][A-Za-z0-9._~-]*)*$/.test(path) && path.length <= 200
const basePathShape =
  'a path such as /watch: names of letters, digits and . _ ~ -, that begin with a letter or digit'

const schema = z.object({
  CLOUDWATCH: z
    .enum(['local', 'aws', 'recorded'], { error: 'local, aws or recorded' })
    .default('local'),
  HOST: z
    .string()
    .regex(
      /^[a-z0-9.:-]+$/i,
      'an address or a host name to listen on, such as 127.0.0.1 or 0.0.0.0',
    )
    .default('127.0.0.1'),
  PORT: port(3000),
  TLS_CERT: z.string().min(1, 'the path of a certificate').optional(),
  TLS_KEY: z.string().min(1, 'the path of a private key').optional(),
  ACCESS_LOG: z
    .string()
    .transform(splitPaths)
    .refine(
      (paths) => paths.every((path) => path !== ''),
      'one or more paths or globs, separated by commas, or auto',
    )
    .optional(),
  LOG_FORMAT: z
    .string()
    .superRefine((text, context) => {
      const problem = problemIn(() => declaredFormat(text))
      if (problem !== null)
        context.addIssue({ code: 'custom', message: `a log format: ${problem}` })
    })
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .refine(
      (networks) => problemIn(() => newAddressList(networks)) === null,
      'addresses and networks such as 10.0.0.0/8, separated by commas',
    )
    .optional(),
  LOG_GROUP: z
    .string()
    .regex(/^[.\-_/#A-Za-z0-9]{1,512}$/, 'a log group name: letters, digits and . - _ / #')
    .default(logGroups.access),
  DATA_DIR: z.string().min(1, 'a folder').default('data'),
  CLOUDWATCH_PORT: port(4586),
  REJECT_OLD_EVENTS: z.enum(['on', 'off'], { error: 'on or off' }).default('off'),
  // CloudWatch allows an account 10 a second of most, and 100 queries.
  CALLS_PER_SECOND: number({ least: 0.5, most: 100, fallback: 5 }),
  CONCURRENT_QUERIES: number({ least: 1, most: 100, fallback: 20 }).refine(
    Number.isInteger,
    'a whole number from 1 to 100',
  ),
  MAX_RANGE_DAYS: numberWithin({ least: 1, most: 400 }).optional(),
  VIEWER_QUERIES_PER_MINUTE: number({ least: 1, most: 1_000, fallback: 60 }),
  PRICE_PER_GB: number({ least: 0, most: 1_000, fallback: listPrices.gbScanned }),
  PRICE_PER_1000_METRICS: number({ least: 0, most: 1_000, fallback: listPrices.thousandMetrics }),
  PRICE_PER_TAIL_MINUTE: number({ least: 0, most: 1_000, fallback: listPrices.tailMinute }),
  DAILY_BUDGET: numberWithin({ least: 0.01, most: 100_000 }).optional(),
  PUBLISH_METRICS: z.enum(['true', 'false'], { error: 'true or false' }).default('false'),
  RECORDINGS: z.string().min(1, 'a folder').default('e2e/recordings'),
  SITE_FILE: z.string().min(1, 'the path of a site file').optional(),
  CAFEWATCH_TOKEN: z.string().optional(),
  PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: 'the http or https address under which people open the page',
    })
    .refine((url) => {
      // What is no address at all was said to be none.
      if (!URL.canParse(url)) return true
      const { pathname, search, hash } = new URL(url)
      return isBasePath(withoutSlashAtEnd(pathname)) && search === '' && hash === ''
    }, `an address without ? and #, whose path, if it has one, is ${basePathShape}`)
    // As browsers and providers write it: without a usual port, and with its host in lower case.
    .transform((url) => withoutSlashAtEnd(new URL(url).origin + new URL(url).pathname))
    .optional(),
  BASE_PATH: z.string().transform(withoutSlashAtEnd).refine(isBasePath, basePathShape).optional(),
  ...providerVariables,
})

/** A host as it stands in a URL: IPv6 addresses in brackets. */
export const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

export class WrongSettings extends Error {}

type ReadSite = SiteFile & { siteFile: SiteSource }

function readSiteFile(path: string, variables: Record<string, string | undefined>): ReadSite {
  try {
    const text = readFileSync(path, 'utf8')
    const read = parseSite(text, variables)
    const written = withNewNames(JSON.parse(text))
    return {
      ...read,
      siteFile: { from: 'siteFile', path, written: isObject(written) ? written : {} },
    }
  } catch (error) {
    throw new WrongSettings(
      `SITE_FILE is "${path}", which cannot be used as a site file: ${fileProblem(error)}. See docs/site-file.md.`,
    )
  }
}

/** What was set up in the page, or the default. */
function readSetup(dataDir: string): ReadSite {
  const path = savedPath(dataDir)
  try {
    const written = readSaved(dataDir)
    if (written !== null)
      return { ...parseSite(JSON.stringify(written)), siteFile: { from: 'setup', path, written } }
  } catch (error) {
    throw new WrongSettings(
      `The set-up saved in "${path}" cannot be used: ${fileProblem(error)}. Correct the file, or delete it and set up again. See docs/site-file.md.`,
    )
  }
  return notSetUp
}

/** The site of a process whose site nobody has described. */
export const notSetUp: ReadSite = {
  ...defaultSiteFile,
  siteFile: { from: 'default', path: null, written: {} },
}

function siteOf(
  { SITE_FILE, DATA_DIR, CLOUDWATCH }: z.infer<typeof schema>,
  variables: Record<string, string | undefined>,
): ReadSite {
  if (SITE_FILE !== undefined) return readSiteFile(SITE_FILE, variables)
  // Recordings answer for the site that was recorded.
  return CLOUDWATCH === 'recorded' ? notSetUp : readSetup(DATA_DIR)
}

const readPem = (name: string, path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new WrongSettings(`${name} is "${path}", which cannot be read: ${fileProblem(error)}.`)
  }
}

function tlsOf({ TLS_CERT, TLS_KEY }: z.infer<typeof schema>): Env['tls'] {
  if (TLS_CERT === undefined && TLS_KEY === undefined) return null
  if (TLS_CERT === undefined || TLS_KEY === undefined)
    throw new WrongSettings('TLS_CERT and TLS_KEY must both be given, or neither.')
  const tls = { cert: readPem('TLS_CERT', TLS_CERT), key: readPem('TLS_KEY', TLS_KEY) }
  const problem = problemIn(() => createSecureContext(tls))
  if (problem !== null)
    throw new WrongSettings(
      `TLS_CERT "${TLS_CERT}" and TLS_KEY "${TLS_KEY}" cannot be used together: ${problem}.`,
    )
  return tls
}

/** Where people open the page. The path of PUBLIC_URL is the base path; BASE_PATH says the same where no host is named. */
function publicAddress(
  { PUBLIC_URL, BASE_PATH, HOST, PORT }: z.infer<typeof schema>,
  hasTls: boolean,
): Pick<Env, 'publicUrl' | 'basePath'> {
  const host = /^(0\.0\.0\.0|::)$/.test(HOST) ? 'localhost' : HOST
  const own = `${hasTls ? 'https' : 'http'}://${hostInUrl(host)}:${PORT}`
  const address = PUBLIC_URL ?? own
  const named = withoutSlashAtEnd(new URL(address).pathname)
  if (named === '') return { publicUrl: address + (BASE_PATH ?? ''), basePath: BASE_PATH ?? '' }
  if (BASE_PATH !== undefined && BASE_PATH !== named)
    throw new WrongSettings(
      `PUBLIC_URL is "${address}" and BASE_PATH is "${BASE_PATH || '/'}", but the page can have one path only. Leave BASE_PATH out: it is the path of PUBLIC_URL.`,
    )
  return { publicUrl: address, basePath: named }
}

function providerOf(
  env: z.infer<typeof schema>,
  { publicUrl }: Pick<Env, 'publicUrl'>,
): ProviderSettings | null {
  try {
    return providerFrom(env, env.PUBLIC_URL === undefined ? undefined : publicUrl)
  } catch (error) {
    throw new WrongSettings(`${fileProblem(error)} See docs/access.md.`)
  }
}

/** Reads the settings. Throws {@link WrongSettings}, whose message names every variable that is wrong. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      return `${name} is "${given[name] ?? ''}", but must be ${issue.message}.`
    })
    throw new WrongSettings(lines.join('\n'))
  }
  const env = parsed.data
  const { site, siteFile, monitoring, logFormats, trustedProxies } = siteOf(env, source)
  const tls = tlsOf(env)
  const address = publicAddress(env, tls !== null)
  const provider = providerOf(env, address)
  const findsLogs = env.ACCESS_LOG?.length === 1 && env.ACCESS_LOG[0] === 'auto'
  return {
    cloudwatch: env.CLOUDWATCH,
    host: env.HOST,
    port: env.PORT,
    isOpen: !isLoopback(env.HOST),
    tls,
    accessLog: findsLogs ? [...usualLogs] : (env.ACCESS_LOG ?? []),
    findsLogs,
    logFormats: env.LOG_FORMAT === undefined ? logFormats : { ...logFormats, all: env.LOG_FORMAT },
    trustedProxies: env.TRUSTED_PROXIES ?? trustedProxies,
    logGroup: env.LOG_GROUP,
    dataDir: env.DATA_DIR,
    cloudwatchPort: env.CLOUDWATCH_PORT,
    rejectOldEvents: env.REJECT_OLD_EVENTS === 'on',
    callsPerSecond: env.CALLS_PER_SECOND,
    concurrentQueries: env.CONCURRENT_QUERIES,
    viewerQueriesPerMinute: env.VIEWER_QUERIES_PER_MINUTE,
    // CloudWatch bills each byte of the time that is looked at; here it costs nothing.
    maxRangeDays: env.MAX_RANGE_DAYS ?? (env.CLOUDWATCH === 'aws' ? 31 : 400),
    prices: {
      gbScanned: env.PRICE_PER_GB,
      thousandMetrics: env.PRICE_PER_1000_METRICS,
      tailMinute: env.PRICE_PER_TAIL_MINUTE,
    },
    dailyBudget: env.DAILY_BUDGET ?? null,
    recordings: env.RECORDINGS,
    site,
    siteFile,
    monitoring,
    publishMetrics:
      env.CLOUDWATCH === 'local' || (env.CLOUDWATCH === 'aws' && env.PUBLISH_METRICS === 'true'),
    token: env.CAFEWATCH_TOKEN ?? null,
    provider,
    ...address,
  }
}

/** Whether npm started this process, and is to end with it. */
export const isStartedByNpm = (): boolean => process.env.npm_lifecycle_event !== undefined

/** The settings of this process, some of them given otherwise. */
export const envWith = (given: Record<string, string>): Env => readEnv({ ...process.env, ...given })
