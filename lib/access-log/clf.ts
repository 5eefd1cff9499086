import { isAddress } from './address'
import { withoutPort } from './client'
import type { Entry } from './format'
import { unescapeText } from './json'
import { clfTime, isoTime } from './time'

/** A line in the shape of Apache's common format: `head [time] "request line" status bytes rest`. */
export interface ClfLine {
  /** What stands before the time: client, ident and user, perhaps a virtual host. */
  head: string
  time: string
  timestampMs: number
  requestLine: string
  status: string
  bytes: string
  /** What follows the size, without its first blank; empty in the common format. */
  rest: string
}

/** Where a quoted text that begins at `from` ends: the index of its closing quote; -1 when it never does. */
function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at !== -1; at = line.indexOf('"', at + 1)) {
    let slashes = 0
    while (line.charCodeAt(at - 1 - slashes) === 92) slashes += 1
    if (slashes % 2 === 0) return at
  }
  return -1
}

/** Takes a line apart at the brackets and quotes that the common format puts around its parts; null when it has them not. */
export function splitClf(line: string): ClfLine | null {
  const timeFrom = line.indexOf(' [') + 2
  // An address in brackets may come first.
  if (timeFrom < 3) return null
  const timeTo = line.indexOf('] "', timeFrom)
  if (timeTo === -1 || timeTo - timeFrom > 48) return null
  const time = line.slice(timeFrom, timeTo)
  const timestampMs = clfTime(time) ?? isoTime(time)
  if (timestampMs === null) return null
  const quote = closingQuote(line, timeTo + 3)
  if (quote === -1 || line.charCodeAt(quote + 1) !== 32) return null
  const statusTo = line.indexOf(' ', quote + 2)
  const status = line.slice(quote + 2, statusTo === -1 ? undefined : statusTo)
  if (!/^(?:\d{3}|-)$/.test(status)) return null
  const bytesTo = statusTo === -1 ? -1 : line.indexOf(' ', statusTo + 1)
  return {
    head: line.slice(0, timeFrom - 2),
    time,
    timestampMs,
    requestLine: unescapeText(line.slice(timeTo + 3, quote)),
    status,
    bytes: statusTo === -1 ? '-' : line.slice(statusTo + 1, bytesTo === -1 ? undefined : bytesTo),
    rest: bytesTo === -1 ? '' : line.slice(bytesTo + 1),
  }
}

/** The client, and what stands before and after it, in the head of a line. */
export interface Head {
  vhost: string | undefined
  client: string
  user: string
}

const plainHead = /^([^\s,]+) \S+ (\S+)$/

const looksLikeClient = (text: string) =>
  isAddress(withoutPort(text)) || /^[\w-]+(?:\.[\w-]+)+\.?,?$/.test(text)

/** Client and user, and before them the virtual host where the second word is the client. Null when it is no head. */
export function splitHead(head: string): Head | null {
  const plain = plainHead.exec(head)
  if (plain) return { vhost: undefined, client: plain[1] ?? '', user: plain[2] ?? '' }
  const words = head.split(' ')
  const [first = '', second = ''] = words
  const hasVhost =
    words.length > 3 &&
    !first.endsWith(',') &&
    second !== '-' &&
    looksLikeClient(second.replace(/,$/, ''))
  const rest = hasVhost ? words.slice(1) : words
  let clients = 1
  while (rest[clients - 1]?.endsWith(',')) clients += 1
  if (rest.length < clients + 2) return null
  return {
    vhost: hasVhost ? first : undefined,
    client: rest.slice(0, clients).join(' '),
    user: rest.slice(clients + 1).join(' '),
  }
}

/** The text in quotes that begins a text, and what follows it; null when it begins with none. */
function quotedFirst(text: string): { quoted: string; rest: string } | null {
  if (text.charCodeAt(0) !== 34) return null
  const end = closingQuote(text, 1)
  if (end === -1) return null
  return { quoted: unescapeText(text.slice(1, end)), rest: text.slice(end + 2) }
}

// Addresses without ports: those of an upstream have one.
const addressList = /^[0-9a-f.:]+(?:, ?[0-9a-f.:]+)*$/i

function forwardedIn(rest: string): string | undefined {
  for (let left = rest; left !== ''; ) {
    const next = quotedFirst(left)
    if (!next) {
      const blank = left.indexOf(' ')
      if (blank === -1) return undefined
      left = left.slice(blank + 1)
      continue
    }
    const { quoted } = next
    if (addressList.test(quoted) && quoted.split(/, ?/).every(isAddress)) return quoted
    left = next.rest
  }
  return undefined
}

/** Everything that a line in the common shape says; what follows referer and agent is looked through for X-Forwarded-For. */
export function clfEntry(line: string): (Entry & { vhost: string | undefined }) | null {
  const found = splitClf(line)
  const head = found && splitHead(found.head)
  if (!found || !head) return null
  const fields: Record<string, string> = {
    time: found.time,
    bytes: found.bytes === '-' ? '0' : found.bytes,
  }
  if (head.user !== '-') fields.user = head.user
  const { status, requestLine, timestampMs } = found
  const { client, vhost } = head
  const entry: Entry & { vhost: string | undefined } = {
    timestampMs,
    client,
    status,
    requestLine,
    fields,
    vhost,
  }
  const referer = quotedFirst(found.rest)
  if (!referer) return entry
  fields.referer = referer.quoted
  const agent = quotedFirst(referer.rest)
  if (!agent) return entry
  fields.userAgent = agent.quoted
  if (agent.rest !== '') entry.forwardedFor = forwardedIn(agent.rest)
  return entry
}
