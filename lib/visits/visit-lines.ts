import type { LineReader } from '@/lib/access-log/line-reader'
import { requestOf } from './request-of'
import type { VisitRequest } from './visits'

/** A line that is no request has the time of the one before it, epoch ms. */
export type VisitLine = VisitRequest | { timeMs: number }

/** Reads the lines of a log as visits are made from them, from a time on; null for a line that is not counted. */
export function newVisitLines(
  reader: LineReader,
  locationOf: (address: string) => { country: string } | null,
  fromMs = 0,
) {
  let timeMs = fromMs
  return (text: string): VisitLine | null => {
    const reading = reader.read(text)
    if (reading.kind === 'header') return null
    if (reading.kind !== 'request') return { timeMs }
    const { fields } = reading
    timeMs = reading.timestampMs
    const country = fields.country ?? locationOf(fields.remoteIP ?? '')?.country ?? ''
    return requestOf(timeMs, fields, text, country)
  }
}
