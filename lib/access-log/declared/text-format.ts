import type { Entry } from '../format'
import { declaredId } from '../formats'
import { unescapeText } from '../json'
import { rootForNone } from '../prelude'
import { anyTime, epochMs, type Moment, monthOf, zoneMinutesOf } from '../time'
import {
  type DeclaredFormat,
  type Directive,
  type Fit,
  type Part,
  type Role,
  type TimePiece,
  WrongFormat,
} from './part'

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** The regex of what a directive catches: up to the literal that follows it. */
function patternOf(
  { pattern, blanks, directive }: Directive,
  before: Part | undefined,
  after: Part | undefined,
): string {
  if (pattern !== undefined) return pattern
  if (!after) return blanks ? '.*' : '\\S*'
  if (!('literal' in after) && after.pattern !== undefined) return blanks ? '.*?' : '[^ "]*?'
  if (!('literal' in after))
    throw new WrongFormat(
      `nothing stands between ${directive} and ${after.directive}: where the one ends cannot be told`,
    )
  const next = after.literal.charAt(0)
  const quoted = next === '"' && before && 'literal' in before && before.literal.endsWith('"')
  if (quoted) return '(?:[^"\\\\]|\\\\.)*'
  return blanks ? '.*?' : `[^${escaped(next)}${next === ' ' ? '' : ' '}]*`
}

/** One regex over a whole line; its n-th group belongs to the n-th directive. */
function regexOf(parts: readonly Part[], name: (directive: Directive) => string): string {
  const texts = parts.map((part, at) => {
    if ('literal' in part) return escaped(part.literal).replace(/[ \t]+/g, '[ \\t]+')
    return `(${name(part)}${patternOf(part, parts[at - 1], parts[at + 1])})`
  })
  return `^${texts.join('')}`
}

type Pieces = Partial<Record<TimePiece, string>>

function momentOf(pieces: Pieces): number | null {
  const { seconds, milliseconds, microseconds, msFraction, usFraction } = pieces
  const ms =
    msFraction !== undefined ? Number(msFraction) : Math.floor(Number(usFraction ?? 0) / 1000)
  if (milliseconds !== undefined) return Number(milliseconds)
  if (microseconds !== undefined) return Math.floor(Number(microseconds) / 1000)
  if (seconds !== undefined) return Number(seconds) * 1000 + ms
  const { year, month, monthName, day, hour, hour12, half, minute, second = '0', zone } = pieces
  if (year === undefined || day === undefined || minute === undefined) return null
  const hours =
    hour ??
    (hour12 === undefined
      ? undefined
      : (Number(hour12) % 12) + (half?.toLowerCase() === 'pm' ? 12 : 0))
  if (hours === undefined || (month === undefined && monthName === undefined)) return null
  const moment: Moment = {
    year: Number(year),
    month: month === undefined ? monthOf(monthName ?? '') : Number(month) - 1,
    day: Number(day),
    hour: Number(hours),
    minute: Number(minute),
    second: Number(second),
    ms,
    ...(zone !== undefined && { zoneMinutes: zoneMinutesOf(zone) }),
  }
  return epochMs(moment)
}

const roleNames: Record<Role, string> = {
  client: 'the client (%h, $remote_addr)',
  status: 'the status (%>s, $status)',
  requestLine: 'the request (%r, $request)',
  forwardedFor: '',
  method: '',
  target: '',
  query: '',
  protocol: '',
}

function checkComplete(directives: readonly Directive[]): void {
  const has = (name: Role) =>
    directives.some(({ slot }) => slot && 'role' in slot && slot.role === name)
  const missing = [
    !has('client') && !has('forwardedFor') && roleNames.client,
    !has('status') && roleNames.status,
    !has('requestLine') && !has('target') && roleNames.requestLine,
    !directives.some(({ slot }) => slot && 'time' in slot) && 'the time (%t, $time_local)',
  ].filter((one) => typeof one === 'string')
  if (missing.length > 0) throw new WrongFormat(`it does not contain ${missing.join(' and ')}`)
}

/** How much of a line fits, from its beginning on: the directives, and the literal that was expected after them. */
function fitOf(parts: readonly Part[], line: string): Fit {
  for (let count = parts.length; count > 0; count -= 1) {
    const begun = parts.slice(0, count)
    const found = new RegExp(regexOf(begun, () => '')).exec(line)
    if (!found) continue
    const next = parts[count]
    return {
      caught: begun
        .filter((part) => 'directive' in part)
        .map(({ directive }, at) => ({ directive, text: found[at + 1] ?? '' })),
      expected: next === undefined ? null : 'literal' in next ? next.literal : next.directive,
    }
  }
  const [first] = parts
  return {
    caught: [],
    expected: first && 'literal' in first ? first.literal : (first?.directive ?? null),
  }
}

/** A format from the parts of its declaration. Throws {@link WrongFormat}. */
export function textFormat(parts: readonly Part[]): DeclaredFormat {
  const directives = parts.filter((part) => 'directive' in part)
  checkComplete(directives)
  const regex = new RegExp(regexOf(parts, () => ''))
  return {
    id: declaredId,
    name: 'LOG_FORMAT',
    kind: 'text',
    samples: [],
    prelude: preludeOf(parts),
    fit: (line) => fitOf(parts, line),
    read(line) {
      const found = regex.exec(line)
      return found && entryOf(directives, found)
    },
  }
}

function entryOf(directives: readonly Directive[], found: RegExpExecArray): Entry {
  const fields: Record<string, string> = {}
  const roles: Partial<Record<Role, string>> = {}
  const pieces: Pieces = {}
  let timestampMs: number | null = null
  for (const [at, { slot }] of directives.entries()) {
    const text = found[at + 1] ?? ''
    if (slot === null) continue
    if ('time' in slot) {
      if (slot.time === 'text') timestampMs = anyTime(text)
      else pieces[slot.time] = text
    } else if ('role' in slot) roles[slot.role] ??= unescapeText(text)
    else if (slot.field === 'bytes') fields.bytes = text === '-' ? '0' : text
    else if (text !== '-' || slot.field === 'referer' || slot.field === 'userAgent')
      fields[slot.field] = unescapeText(text)
  }
  const { client = '', status = '', ...others } = roles
  return { timestampMs: timestampMs ?? momentOf(pieces), client, status, ...others, fields }
}

const queryNames: Partial<Record<Role, string>> = {
  client: 'remoteIP',
  status: 'status',
  method: 'method',
  query: 'query',
  protocol: 'protocol',
  requestLine: 'requestLine',
  target: 'target',
}

/** The same as Logs Insights commands. */
function preludeOf(parts: readonly Part[]): string {
  const taken = new Set<string>()
  const name = ({ slot }: Directive) => {
    const found =
      slot && ('field' in slot ? slot.field : 'role' in slot ? queryNames[slot.role] : undefined)
    if (!found || taken.has(found)) return ''
    taken.add(found)
    return `?<${found}>`
  }
  const regex = regexOf(parts, name)
    .replace(/(?<!\\)\((?!\?)/g, '(?:')
    // A slash ends a regex of Logs Insights.
    .replace(/\\.|\//gs, (part) => (part === '/' ? '\\/' : part))
  const asked = String.raw`(?:[a-z]+:\/\/[^\/ ?]+)?(?<request>[^ ?;]*)[^?]*?(?<query>(?:\?.*?)?)`
  const target = taken.has('query') ? asked.replace('(?<query>', '(?:') : asked
  const second = taken.has('requestLine')
    ? String.raw`parse requestLine /^(?<method>[A-Za-z]+) ${asked}(?: (?<protocol>HTTP\/[\d.]+))?$/`
    : `parse target /^${target}$/`
  return [`parse @message /${regex}/`, second, rootForNone].join(' | ')
}
