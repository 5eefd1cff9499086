import { type Head, splitHead } from './clf-head'
import { splitRest } from './clf-rest'
import type { Entry } from './format'
import { unescapeText } from './json'
import { closingQuote, withSingleBlanks } from './quoted'
import { clfTime, epochTime, isoTime } from './time'

/** What a server says of an answered request: `"request line" status bytes rest`. */
export interface Answer {
  requestLine: string
  status: string
  /** As the line has it; `-` for none. Absent when the line has no size. */
  bytes?: string
  /** What follows the size, without its first blank. */
  rest: string
}

/** A line in the shape of Apache's common format: `head [time] "request line" status bytes rest`. */
export interface ClfLine extends Answer {
  /** What stands before the time: client, ident and user, perhaps a virtual host. */
  head: string
  time: string
  timestampMs: number
  /** Where it stands between time and request line. */
  host?: string
}

const isStatus = /^(?:\d{3}|-|-1|0)$/
const isSize = /^(?:\d+|-)$/

/** The answer whose request line ends at a quote; null when what follows is no status. */
function answerAt(line: string, from: number, quote: number): Answer | null {
  if (line.charCodeAt(quote + 1) !== 32) return null
  // Jetty has a second blank.
  const statusFrom = line.charCodeAt(quote + 2) === 32 ? quote + 3 : quote + 2
  const statusTo = wordEnd(line, statusFrom)
  const status = line.slice(statusFrom, statusTo)
  if (!isStatus.test(status)) return null
  const requestLine = unescapeText(line.slice(from, quote))
  const bytesTo = wordEnd(line, statusTo + 1)
  const bytes = line.slice(statusTo + 1, bytesTo)
  if (!isSize.test(bytes)) return { requestLine, status, rest: line.slice(statusTo + 1) }
  return { requestLine, status, bytes, rest: line.slice(bytesTo + 1) }
}

/** Reads an answer whose request line begins at `from`, after its quote; null when there is none. */
export function splitAnswer(line: string, from: number): Answer | null {
  // No `for`: Next's bundler does not rename what its last part calls.
  let quote = closingQuote(line, from)
  while (quote !== -1) {
    const answer = answerAt(line, from, quote)
    if (answer) return answer
    // The client sent this one, and the server left it as it was.
    quote = closingQuote(line, quote + 1)
  }
  return null
}

function wordEnd(line: string, from: number): number {
  const blank = line.indexOf(' ', from)
  return blank === -1 ? line.length : blank
}

interface Bracketed {
  from: number
  to: number
  timestampMs: number
}

const maxTime = 50

/** The time in brackets: an address or a user in brackets may come before. */
function timeIn(line: string): Bracketed | null {
  for (let to = line.indexOf('] '); to !== -1; to = line.indexOf('] ', to + 1)) {
    const before = line.slice(Math.max(0, to - maxTime), to)
    const open = before.lastIndexOf(' [')
    const from = to - before.length + open + 2
    // Client, blank and bracket at least.
    if (open === -1 || from < 3) continue
    const time = line.slice(from, to)
    const timestampMs = clfTime(time) ?? isoTime(time) ?? epochTime(time)
    if (timestampMs !== null) return { from, to, timestampMs }
  }
  return null
}

const hostName = /^(?:localhost|(?=.*[a-z])[\w-]+(?:\.[\w-]+)+)(?::\d+)?$/i
const quotedHost = /"([\w.-]+(?::\d+)?)" "/y
const bareWords = /((?:[^\s"]+ ){1,3})"/y
const duration = /^\(?-?[\d.]*[a-zµ]{0,2}\)?$/

/** What some configurations have between time and request line: a host, in quotes or not, or a duration. */
function betweenAt(line: string, from: number): { host?: string; end: number } | null {
  const isQuoted = line.charCodeAt(from) === 34
  const pattern = isQuoted ? quotedHost : bareWords
  pattern.lastIndex = from
  const found = pattern.exec(line)
  if (!found) return isQuoted ? { end: from + 1 } : null
  const [all, text = ''] = found
  const words = text.trimEnd().split(' ')
  const host = words.find((word) => hostName.test(word))
  const end = from + all.length
  if (!isQuoted && !words.every((word) => word === host || duration.test(word))) return null
  return host === undefined ? { end } : { host, end }
}

/** Takes a line apart at the brackets and quotes that the common format puts around its parts; null when it has them not. */
export function splitClf(line: string): ClfLine | null {
  const time = timeIn(line)
  if (!time) return null
  const { from, to, timestampMs } = time
  const between = betweenAt(line, to + 2)
  const answer = between && splitAnswer(line, between.end)
  if (!answer) return null
  const found = {
    head: line.slice(0, from - 2),
    time: line.slice(from, to),
    timestampMs,
    ...answer,
  }
  return between.host === undefined ? found : { ...found, host: between.host }
}

/** The entry of a line of which head, time and answer are known. */
export function entryOf(head: Head, time: string, timestampMs: number, answer: Answer): Entry {
  const { requestLine, status, bytes } = answer
  const {
    referer,
    userAgent,
    forwardedFor = head.forwardedFor,
  } = splitRest(answer.rest, head.client)
  const fields: Record<string, string> = { time }
  if (bytes !== undefined) fields.bytes = bytes === '-' ? '0' : bytes
  if (head.user !== undefined) fields.user = head.user
  if (head.host !== undefined) fields.host = head.host
  if (referer !== undefined) fields.referer = referer
  if (userAgent !== undefined) fields.userAgent = userAgent
  const entry = { timestampMs, client: head.client, status, requestLine, fields }
  return forwardedFor === undefined ? entry : { ...entry, forwardedFor }
}

/** Everything that a line in the common shape says, when the host stands there; null for other lines. */
export function clfEntry(line: string, layout: Head['layout']): Entry | null {
  const entry = spacedEntry(line, layout)
  if (entry?.fields.bytes !== undefined && entry.fields.userAgent !== undefined) return entry
  const even = withSingleBlanks(line)
  return even === line ? entry : spacedEntry(even, layout)
}

/** The same of a line with one blank between its parts. */
function spacedEntry(line: string, layout: Head['layout']): Entry | null {
  const found = splitClf(line)
  const head = found && splitHead(found.head)
  if (!found || head?.layout !== layout) return null
  const entry = entryOf(head, found.time, found.timestampMs, found)
  if (found.host !== undefined) entry.fields.host = found.host
  return entry
}
