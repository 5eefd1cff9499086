import { newLineReader } from '../line-reader'
import { newLogSummary } from '../summary'
import { mutatedLines } from './mutated-lines'

const nowMs = Date.parse('2026-11-26T12:00:00Z')
const clock = () => nowMs
const slowestMs = 1_000

/** How many of a seed's lines became what. Throws when one was lost, or became a request that is none. */
export function tryLines(seed: number): { requests: number; others: number } {
  const lines = mutatedLines(seed)
  const fail = (what: string, cause?: unknown) =>
    new Error(`seed ${seed}: ${what}: ${JSON.stringify(lines)}`, { cause })
  const reader = newLineReader({ clock })
  const summary = newLogSummary(newLineReader({ clock }))
  let headers = 0
  const began = performance.now()
  for (const line of lines) {
    try {
      summary.add(line)
      const reading = reader.read(line)
      if (reading.kind === 'header') headers += 1
      if (reading.kind !== 'request') continue
      const { timestampMs, fields } = reading
      const isKnown = timestampMs >= 0 && timestampMs <= nowMs + 86_400_000
      if (!isKnown) throw new Error(`a request at ${timestampMs}`)
      if (!/^[1-9]\d\d$/.test(fields.status ?? '')) throw new Error('a request without a status')
      if (!fields.request) throw new Error('a request without a path')
      if (!fields.remoteIP) throw new Error('a request without a client')
      if (Object.values(fields).some((value) => typeof value !== 'string'))
        throw new Error('a field that is no text')
    } catch (error) {
      throw fail(error instanceof Error ? error.message : 'an error', error)
    }
  }
  if (performance.now() - began > slowestMs) throw fail('slow')
  const result = summary.result()
  const { requests, notUnderstood, inDoubt } = result
  if (requests + notUnderstood + inDoubt !== lines.length - headers) throw fail('a line was lost')
  if (result.lines !== lines.length - headers) throw fail('lines are miscounted')
  return { requests, others: notUnderstood + inDoubt }
}
