import { discoverFields } from './discover-fields'

export interface ParsedLine {
  /** When the request was made, epoch ms; null when the line does not say. */
  timestampMs: number | null
  /** Fields by the names of the JSON LogFormat; null when the line fits no known format. */
  fields: Record<string, string> | null
}

// host:port (vhost_combined only), client, ident, user, [time], "request line", status, bytes, then the two headers of combined.
const textFormat =
  /^(?:([^\s"[\]]+:\d+) )?([^\s"[\]]+) (\S+) (.+?) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?(?: .*)?$/
const requestLine = /^([A-Z]{1,20}) ([^\s?]*)(\?\S*)?(?: (HTTP\/[\d.]+))?$/

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** `17/May/2015:10:05:03 +0000` → epoch ms. */
function apacheTime(text: string): number | null {
  const at = months.indexOf(text.slice(3, 6))
  if (at === -1 || at % 3 !== 0) return null
  const number = (from: number, to: number) => Number(text.slice(from, to))
  const [day, hour, minute, second] = [number(0, 2), number(12, 14), number(15, 17), number(18, 20)]
  const zoneMinutes = number(22, 24) * 60 + number(24, 26)
  if (day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null
  const localMs = Date.UTC(number(7, 11), at / 3, day, hour, minute, second)
  const ms = localMs - (text[21] === '-' ? -1 : 1) * zoneMinutes * 60_000
  return Number.isNaN(ms) ? null : ms
}

const isoTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(Z|[+-]\d\d:?\d\d)?$/

/** `2023-02-22T03:38:18.123Z` or `2023-02-22 03:38:18` (UTC when it does not say) → epoch ms. */
function jsonTime(text: string): number | null {
  if (text.length === 24 && text.endsWith('Z')) {
    const ms = Date.parse(text)
    if (!Number.isNaN(ms)) return ms
  }
  const [, day, clock, zone] = isoTime.exec(text) ?? []
  if (day === undefined || clock === undefined) return text.includes('/') ? apacheTime(text) : null
  const fraction = clock.replace(',', '.').replace(/(\.\d{3})\d+$/, '$1')
  const ms = Date.parse(`${day}T${fraction}${zone ?? 'Z'}`)
  return Number.isNaN(ms) ? null : ms
}

// Apache writes a quote in a header as \" and a backslash as \\.
const unquote = (text: string) => (text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text)

function parseText(line: string): ParsedLine | null {
  const found = textFormat.exec(line)
  if (!found) return null
  const [
    ,
    host,
    remoteIP = '',
    ,
    user = '',
    time = '',
    request = '',
    status = '',
    bytes = '',
    referer,
    agent,
  ] = found
  const timestampMs = apacheTime(time)
  if (timestampMs === null) return null
  const fields: Record<string, string> = {
    time,
    remoteIP,
    status,
    bytes: bytes === '-' ? '0' : bytes,
  }
  if (host !== undefined) fields.host = host
  if (user !== '-') fields.user = user
  const [, method, path, query, protocol] = requestLine.exec(request) ?? []
  if (method === undefined) fields.request = unquote(request)
  else {
    fields.method = method
    fields.request = unquote(path ?? '')
    fields.query = query ?? ''
    if (protocol !== undefined) fields.protocol = protocol
  }
  if (referer !== undefined) fields.referer = unquote(referer)
  if (agent !== undefined) fields.userAgent = unquote(agent)
  return { timestampMs, fields }
}

/**
 * Reads one line of an access log, whatever its format: the JSON LogFormat, combined, common or
 * vhost_combined. A line that fits none has null fields; it is never an error.
 */
export function parseLine(line: string): ParsedLine {
  const fields = discoverFields(line)
  if (fields)
    return { timestampMs: fields.time === undefined ? null : jsonTime(fields.time), fields }
  return parseText(line) ?? { timestampMs: null, fields: null }
}
