import type { Format } from '@/lib/access-log/format'
import { formatById, formats } from '@/lib/access-log/formats'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import { type WebServer, webServers } from './agent'
import type { ShopLimits } from './shop-alarms'

/** Whether some may still delete an archived object during its retention, or no one. */
const locks = ['governance', 'compliance'] as const
export type Lock = (typeof locks)[number]

/** The two log groups that the stack makes, unless they are there already. */
const groupKinds = ['access', 'error'] as const
export type GroupKind = (typeof groupKinds)[number]

/** What one deployment chooses, given as `--context name=value`. */
export interface Settings {
  /** Addresses that are notified of every alarm that notifies all recipients. */
  emails: string[]
  /** How long archived objects are locked. */
  archiveDays: number
  archiveLock: Lock
  /** A key of your own for what is stored: one that the stack makes, or the ARN of one that is there; null: none. */
  kmsKey: 'new' | `arn:${string}` | null
  /** Log groups that are there already: their retention, class and key are left alone. */
  existingGroups: readonly GroupKind[]
  webServer: WebServer
  /** How many machines run the agent; 0: the events come from elsewhere. */
  agents: number
  /** A load balancer whose own errors raise an alarm, as CloudWatch names it. */
  loadBalancer: string | null
  /** Takes the load balancer's own log into the log group, where no web server's is sent. */
  balancerLog: boolean
  /** Adds the policy with which Explore saves queries. */
  saveQueries: boolean
  /** Adds the policy with which the dashboard mutes and acknowledges alarms. */
  holdAlarms: boolean
  /** The dashboard publishes how the shop is doing, so alarms read that and not metric math. */
  publishMetrics: boolean
  limits: ShopLimits
  /** The format of the access log's lines, as the agent sends them. */
  logFormat: Format
}

export class WrongContext extends Error {}

const maxDays = 36_500
const keyArn = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/

function emailsIn(text: string): string[] {
  const emails = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const wrong = emails.find((one) => !/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(one))
  if (wrong !== undefined)
    throw new WrongContext(`--context email: "${wrong}" is not an e-mail address`)
  return emails
}

function keyIn(text: string | undefined): Settings['kmsKey'] {
  if (text === undefined) return null
  if (text === 'new') return text
  if (!keyArn.test(text))
    throw new WrongContext(`--context kmsKey: "${text}" must be new or the ARN of a KMS key`)
  return text as `arn:${string}`
}

function balancerIn(text: string | undefined): string | null {
  if (text === undefined) return null
  if (!/^app\/[\w-]{1,32}\/[\da-f]{16}$/.test(text))
    throw new WrongContext(
      `--context loadBalancer: "${text}" must be the end of the ARN of an Application Load Balancer, such as app/shop/50dc6c495c0c9188`,
    )
  return text
}

function oneOf<Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const chosen = choices.find((choice) => choice === text)
  if (chosen === undefined)
    throw new WrongContext(`--context ${name}: "${text}" must be ${choices.join(' or ')}`)
  return chosen
}

function formatNamed(id: string): Format {
  const format = formatById(id)
  if (!format) {
    const known = formats.map((one) => one.id).join(', ')
    throw new WrongContext(`--context logFormat: "${id}" must be one of ${known}`)
  }
  if (!format.pattern)
    throw new WrongContext(
      `--context logFormat: no filter pattern can read ${format.name}, so no alarm would fire; let the server write its log in another format`,
    )
  return format
}

/** Reads the context. Throws {@link WrongContext}, whose message names the value that is wrong. */
export function readSettings(contextOf: (name: string) => unknown): Settings {
  const text = (name: string) => {
    const value = contextOf(name)
    return value === undefined ? undefined : String(value)
  }
  const days = text('archiveDays') ?? '30'
  if (!/^[1-9]\d{0,4}$/.test(days) || Number(days) > maxDays)
    throw new WrongContext(
      `--context archiveDays: "${days}" must be a number of days from 1 to ${maxDays}`,
    )
  const isTrue = (name: string) => {
    const value = text(name) ?? 'false'
    if (value !== 'true' && value !== 'false')
      throw new WrongContext(`--context ${name}: "${value}" must be true or false`)
    return value === 'true'
  }
  const whole = (name: string, max: number, min = 1) => {
    const value = text(name)
    if (value === undefined) return null
    if (!/^(0|[1-9]\d*)$/.test(value) || Number(value) < min || Number(value) > max)
      throw new WrongContext(`--context ${name}: "${value}" must be a number from ${min} to ${max}`)
    return Number(value)
  }
  const listed = (text('existingGroups') ?? '').split(',').map((one) => one.trim())
  const loadBalancer = balancerIn(text('loadBalancer'))
  const logFormat = formatNamed(text('logFormat') ?? cafewatchJson.id)
  const balancerLog = isTrue('balancerLog')
  if (balancerLog && loadBalancer === null)
    throw new WrongContext('--context balancerLog: needs loadBalancer as well')
  if (balancerLog && logFormat !== cafewatchJson)
    throw new WrongContext(
      `--context balancerLog: writes ${cafewatchJson.id}, so logFormat must be left out`,
    )
  return {
    emails: emailsIn(text('email') ?? ''),
    archiveDays: Number(days),
    archiveLock: oneOf('archiveLock', text('archiveLock') ?? 'governance', locks),
    kmsKey: keyIn(text('kmsKey')),
    existingGroups: listed
      .filter((one) => one !== '')
      .map((one) => oneOf('existingGroups', one, groupKinds)),
    webServer: oneOf(
      'webServer',
      text('webServer') ?? 'httpd',
      Object.keys(webServers),
    ) as WebServer,
    agents: whole('agents', 100, 0) ?? 1,
    loadBalancer,
    balancerLog,
    saveQueries: isTrue('saveQueries'),
    holdAlarms: isTrue('holdAlarms'),
    publishMetrics: isTrue('publishMetrics'),
    limits: {
      noRequestsMinutes: whole('noRequestsMinutes', 1_440) ?? 10,
      ordersStoppedMinutes: whole('ordersStoppedMinutes', 1_440) ?? 60,
      requestsPerMinute: whole('requestsPerMinute', 1_000_000) ?? 10,
      ordersPerHour: whole('ordersPerHour', 1_000_000),
    },
    logFormat,
  }
}
