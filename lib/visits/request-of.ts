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
  ...durationNames,
])

/** A request as visits are made from it, from the fields of its line. */
export function requestOf(
  timeMs: number,
  fields: Readonly<Record<string, string | undefined>>,
  line: string,
  country: string,
): VisitRequest {
  return {
    timeMs,
    client: fields.remoteIP ?? '',
    agent: fields.userAgent ?? '',
    method: fields.method ?? '',
    path: fields.request ?? '',
    query: fields.query ?? '',
    status: Number(fields.status),
    referer: fields.referer ?? '',
    country,
    durationMs: durationOf(fields, line),
  }
}
