import { durationNames, durationOf } from '@/lib/access-log/duration'
import type { VisitRequest } from './visits'

/** The names of the fields that a request is made of. */
export const requestFields: ReadonlySet<string> = new Set([
  'remoteIP',
  'userAgent',
  'method',
  'request',
  'query',
  'status',
  'referer',
  'country',
  'bytes',
  ...durationNames,
])

/** A request as visits are made from it, from the fields of its line. */
export function requestOf(
  timeMs: number,
  fields: Readonly<Record<string, string | undefined>>,
  line: string,
  country: string,
): VisitRequest {
  const status = Number(fields.status)
  const bytes = fields.bytes === undefined ? Number.NaN : Number(fields.bytes)
  return {
    timeMs,
    client: fields.remoteIP ?? '',
    agent: fields.userAgent ?? '',
    method: fields.method ?? '',
    path: fields.request ?? '',
    query: fields.query ?? '',
    status,
    referer: fields.referer ?? '',
    country,
    // A WebSocket lasts as long as its page is open: that is no slow answer.
    durationMs: status === 101 ? null : durationOf(fields, line),
    bytes: bytes >= 0 ? bytes : null,
    source: '',
  }
}
