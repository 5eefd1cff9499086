import type { LineReader } from '@/lib/access-log/line-reader'
import { newPlainText } from '@/lib/access-log/plain/plain-text'
import { requestFields, requestOf } from './request-of'
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
  const readPlain = newPlainText(reader.readPlain, requestFields)
  // One visit's requests follow each other.
  let latest = { client: '', country: locationOf('')?.country ?? '' }

  function countryOf(client: string): string {
    if (client !== latest.client) latest = { client, country: locationOf(client)?.country ?? '' }
    return latest.country
  }

  return (text: string): VisitLine | null => {
    const plain = readPlain(text)
    const reading = plain ? null : reader.read(text)
    if (reading?.kind === 'header') return null
    const request = plain ?? (reading?.kind === 'request' ? reading : null)
    if (!request) return { timeMs }
    const { fields } = request
    timeMs = request.timestampMs
    return requestOf(timeMs, fields, text, fields.country ?? countryOf(fields.remoteIP ?? ''))
  }
}
