import { type Head, splitHead } from './clf-head'
import { splitRest } from './clf-rest'
import type { Entry } from './format'
import { unescapeText } from './json'
import { closingQuote } from './quoted'
import { clfTime, isoTime } from './time'

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
}

const isStatus = /^(?:\d{3}|-|-1|0)$/
const isSize = /^(?:\d+|-)$/

/** Reads an answer whose request line begins at `from`, after its quote; null when there is none. */
export function splitAnswer(line: string, from: number): Answer | null {
  // A quote that the client sent and the server left as it was is followed by no status.
  for (let quote = closingQuote(line, from); quote !== -1; quote = closingQuote(line, quote + 1)) {
    if (line.charCodeAt(quote + 1) !== 32) continue
    const statusTo = wordEnd(line, quote + 2)
    const status = line.slice(quote + 2, statusTo)
    if (!isStatus.test(status)) continue
    const requestLine = unescapeText(line.slice(from, quote))
    const bytesTo = wordEnd(line, statusTo + 1)
    const bytes = line.slice(statusTo + 1, bytesTo)
    if (!isSize.test(bytes)) return { requestLine, status, rest: line.slice(statusTo + 1) }
    return { requestLine, status, bytes, rest: line.slice(bytesTo + 1) }
  }
  return null
}

function wordEnd(line: string, from: number): number {
  const blank = line.indexOf(' ', from)
  return blank === -1 ? line.length : blank
}

/** Takes a line apart at the brackets and quotes that the common format puts around its parts; null when it has them not. */
export function splitClf(line: string): ClfLine | null {
  const timeTo = line.indexOf('] "')
  // An address or a user in brackets may come before.
  const timeFrom = timeTo === -1 ? 0 : line.lastIndexOf(' [', timeTo) + 2
  if (timeFrom < 3 || timeTo - timeFrom > 48) return null
  const time = line.slice(timeFrom, timeTo)
  const timestampMs = clfTime(time) ?? isoTime(time)
  if (timestampMs === null) return null
  const answer = splitAnswer(line, timeTo + 3)
  return answer && { head: line.slice(0, timeFrom - 2), time, timestampMs, ...answer }
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
  const found = splitClf(line)
  const head = found && splitHead(found.head)
  if (!found || head?.layout !== layout) return null
  return entryOf(head, found.time, found.timestampMs, found)
}
