import { maskAddresses } from '@/lib/mask'
import type { LineReader } from './line-reader'
import { newProxyClients } from './proxy-clients'

/** A line taken apart, or why it was not; client addresses are masked. */
export interface Sample {
  line: string
  /** Why it is no request; absent for a request. */
  reason?: string
  /** What a request says; absent for other lines. */
  fields?: Record<string, string>
}

/** What would be read from a log. */
export interface LogSummary {
  /** The formats of its lines, the most frequent first, joined by ` + `; null when it is in none. */
  format: string | null
  /** Lines that are not empty and no header: requests + notUnderstood + inDoubt. */
  lines: number
  requests: number
  notUnderstood: number
  inDoubt: number
  /** Times of the oldest and the newest request, ISO 8601 in UTC; null when there is none. */
  first: string | null
  last: string | null
  /** Requests by status. */
  byStatus: Record<string, number>
  /** Distinct client addresses. */
  clients: number
  /** Distinct paths, without their queries. */
  paths: number
  posts: number
  /** Some lines that are no requests or, when all are, the first requests. */
  samples: Sample[]
}

const maxSamples = 5
const maxSampleLength = 500

const shortened = (text: string) =>
  text.length > maxSampleLength ? `${text.slice(0, maxSampleLength)}…` : text

const shown = (text: string) => maskAddresses(shortened(text))

const add = (counts: Map<string, number>, key: string) =>
  counts.set(key, (counts.get(key) ?? 0) + 1)

const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : null)

/** Sums up lines as a followed file would be read; give it each line, then ask for the result. */
export function newLogSummary(reader: LineReader) {
  const counts = { request: 0, notUnderstood: 0, inDoubt: 0 }
  const [formats, statuses] = [new Map<string, number>(), new Map<string, number>()]
  const [clients, paths] = [new Set<string>(), new Set<string>()]
  const proxyClients = newProxyClients()
  const failed: Sample[] = []
  const understood: Sample[] = []
  let posts = 0
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

  function addRequest(line: string, timestampMs: number, fields: Record<string, string>) {
    add(statuses, fields.status ?? '')
    clients.add(fields.remoteIP ?? '')
    proxyClients.see(fields.remoteIP ?? '', fields.userAgent ?? '')
    paths.add(fields.request ?? '')
    if (fields.method === 'POST') posts += 1
    firstMs = Math.min(firstMs, timestampMs)
    lastMs = Math.max(lastMs, timestampMs)
    if (understood.length >= maxSamples) return
    const entries = Object.entries(fields).map(([name, value]) => [name, shown(value)])
    understood.push({ line: shown(line), fields: Object.fromEntries(entries) })
  }

  return {
    add(text: string): void {
      const reading = reader.read(text)
      if (reading.kind === 'header') return
      const line = reading.line ?? text
      counts[reading.kind] += 1
      if (reading.kind !== 'notUnderstood') add(formats, reader.formatName() ?? '')
      if (reading.kind === 'request') addRequest(line, reading.timestampMs, reading.fields)
      else if (failed.length < maxSamples)
        failed.push({ line: shown(line), reason: reading.reason })
    },
    result(): LogSummary {
      const { request: requests, notUnderstood, inDoubt } = counts
      const byFrequency = [...formats].sort(([, a], [, b]) => b - a).map(([name]) => name)
      return {
        format: byFrequency.length === 0 ? null : byFrequency.join(' + '),
        lines: requests + notUnderstood + inDoubt,
        requests,
        notUnderstood,
        inDoubt,
        first: iso(firstMs),
        last: iso(lastMs),
        byStatus: Object.fromEntries([...statuses].sort(([a], [b]) => a.localeCompare(b))),
        clients: clients.size,
        paths: paths.size,
        posts,
        samples: failed.length > 0 ? failed : understood,
      }
    },
    /** The first requests, taken apart. */
    requests: (): readonly Sample[] => understood,
    /** How many addresses look like a proxy's; 0 when those of visitors are logged. */
    proxyAddresses: proxyClients.addresses,
  }
}
