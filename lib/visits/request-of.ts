import { durationOf } from '@/lib/access-log/duration'
import type { VisitRequest } from './visits'

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
