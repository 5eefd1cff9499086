import type { Format } from '@/lib/access-log/format'
import { formatById, formats } from '@/lib/access-log/formats'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import type { ShopLimits } from './shop-alarms'

/** What one deployment chooses, given as `--context name=value`. */
export interface Settings {
  /** Addresses that are notified of every alarm that notifies all recipients. */
  emails: string[]
  /** How long no one, not even the account owner, can delete archived objects. */
  archiveDays: number
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
  const days = text('archiveDays') ?? '365'
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
  const whole = (name: string, max: number) => {
    const value = text(name)
    if (value === undefined) return null
    if (!/^[1-9]\d*$/.test(value) || Number(value) > max)
      throw new WrongContext(`--context ${name}: "${value}" must be a number from 1 to ${max}`)
    return Number(value)
  }
  return {
    emails: emailsIn(text('email') ?? ''),
    archiveDays: Number(days),
    saveQueries: isTrue('saveQueries'),
    holdAlarms: isTrue('holdAlarms'),
    publishMetrics: isTrue('publishMetrics'),
    limits: {
      noRequestsMinutes: whole('noRequestsMinutes', 1_440) ?? 10,
      ordersStoppedMinutes: whole('ordersStoppedMinutes', 1_440) ?? 60,
      requestsPerMinute: whole('requestsPerMinute', 1_000_000) ?? 10,
      ordersPerHour: whole('ordersPerHour', 1_000_000),
    },
    logFormat: formatNamed(text('logFormat') ?? cafewatchJson.id),
  }
}
