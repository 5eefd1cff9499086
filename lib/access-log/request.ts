import { clientOf } from './client'
import type { Entry } from './format'
import type { LineReading } from './reading'
import { type RequestTarget, splitRequestLine, targetOf } from './request-line'

export interface ReadingOptions {
  /** Epoch ms now: what lies more than a day later is in doubt. */
  nowMs: number
  /** Whether an address is one of the shop's own proxies; undefined when the settings name none. */
  isTrusted?: (address: string) => boolean
}

const notUnderstood = (reason: string): LineReading => ({ kind: 'notUnderstood', reason })
const inDoubt = (reason: string, timestampMs: number | null): LineReading => ({
  kind: 'inDoubt',
  reason,
  timestampMs: timestampMs === null || Number.isNaN(timestampMs) ? null : timestampMs,
})

type Target = Omit<RequestTarget, 'method'> & { method?: string }

/** Why a line of a known format is no request: it says so itself. */
export const noRequestReason = 'The client sent no request: the line has no path.'

const dayMs = 86_400_000
const knownStatus = /^[1-9]\d\d$/

/** Whether there is a request in an entry: time, status, path and client are known. */
export function readingOf(entry: Entry, { nowMs, isTrusted }: ReadingOptions): LineReading {
  const { fields, method, status, timestampMs } = entry
  if (!knownStatus.test(status)) return notUnderstood('The line has no status.')
  const asked: Target | null =
    entry.requestLine === undefined
      ? targetOf(entry.target ?? '')
      : splitRequestLine(entry.requestLine)
  if (!asked) return notUnderstood(noRequestReason)
  const client = clientOf(entry.client, entry.forwardedFor, { isTrusted })
  if (client === null)
    return inDoubt('The client is neither an address nor a host name.', timestampMs)
  if (timestampMs === null) return inDoubt('The line has no time.', null)
  if (Number.isNaN(timestampMs)) return inDoubt('The date does not exist.', null)
  if (timestampMs < 0) return inDoubt('The time is before 1970.', null)
  if (timestampMs > nowMs + dayMs)
    return inDoubt('The time is more than a day in the future.', null)
  fields.remoteIP = client
  fields.status = status
  fields.request = asked.path
  fields.query = asked.query === '' ? questioned(entry.query) : asked.query
  const usedMethod = asked.method ?? method
  if (usedMethod !== undefined) fields.method = usedMethod
  const protocol = asked.protocol ?? entry.protocol
  if (protocol !== undefined) fields.protocol = protocol
  if (asked.parameters !== '') fields.parameters = asked.parameters
  return { kind: 'request', timestampMs, fields }
}

function questioned(query: string | undefined): string {
  if (query === undefined || query === '' || query === '-') return ''
  return query.startsWith('?') ? query : `?${query}`
}
