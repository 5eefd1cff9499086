import type { Entry } from './format'
import { unescapeText } from './json'
import { closingQuote } from './quoted'
import { hostOf } from './request-line'
import { isoTime } from './time'

// Time, name, client, target, three times, status, status of the target, bytes received and sent.
const begin =
  /^(\d{4}-\d\d-\d\dT\S+Z) \S+ (\S+):\d+ \S+((?: (?:-?\d+(?:\.\d+)?|-)){3}) (\d{3}|-|0) (?:\d{3}|-|0) \d+ (\d+) "/

/** The times in a prelude, and the command that adds them up. */
export const elbTimes = String.raw`(?:(?<toTarget>\d\S*) (?<atTarget>\d\S*) (?<toClient>\d\S*)|\S+ \S+ \S+)`
export const allElbTimes = 'fields toTarget + atTarget + toClient as request_time'

/** To the target, at it and back to the client, all in seconds; undefined where one of them is -1: it was not reached. */
function totalSeconds(times: string): string | undefined {
  const seconds = times.trim().split(' ').map(Number)
  if (!seconds.every((time) => time >= 0)) return undefined
  const all = seconds.reduce((sum, time) => sum + time, 0)
  return String(Number(all.toFixed(6)))
}

/** What the logs of the classic and of the Application Load Balancer have in common, from the time on; null for other lines. */
export function elbEntry(line: string): Entry | null {
  const found = begin.exec(line)
  if (!found) return null
  const [all, time = '', client = '', times = '', status = '', bytes = ''] = found
  const timestampMs = isoTime(time)
  const quote = closingQuote(line, all.length)
  if (timestampMs === null || quote === -1) return null
  const requestLine = unescapeText(line.slice(all.length, quote))
  const fields: Record<string, string> = { time, bytes }
  const took = totalSeconds(times)
  if (took !== undefined) fields.request_time = took
  const host = hostOf(requestLine.slice(requestLine.indexOf(' ') + 1))
  if (host !== undefined) fields.host = host
  if (line.startsWith(' "', quote + 1)) {
    const end = closingQuote(line, quote + 3)
    if (end !== -1) fields.userAgent = unescapeText(line.slice(quote + 3, end))
  }
  return { timestampMs, client, status, requestLine, fields }
}
