import { Counter, Histogram, Registry } from 'prom-client'
import { failureOf } from './failures'

function newCounts() {
  const registry = new Registry()
  const registers = [registry]
  const queries = new Counter({
    name: 'cafewatch_queries_total',
    help: 'Logs Insights queries that came to their end, by how.',
    labelNames: ['outcome'],
    registers,
  })
  queries.inc({ outcome: 'complete' }, 0)
  const seconds = new Histogram({
    name: 'cafewatch_query_duration_seconds',
    help: 'How long Logs Insights queries took.',
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
    registers,
  })
  const scanned = new Counter({
    name: 'cafewatch_query_scanned_bytes_total',
    help: 'Bytes that complete Logs Insights queries scanned: what AWS bills.',
    registers,
  })
  return { registry, queries, seconds, scanned }
}

// Next evaluates modules once per entry, and a query counts once.
const key = Symbol.for('cafewatch.query-counts')
const holder = globalThis as { [key]?: ReturnType<typeof newCounts> }
const counts = () => {
  holder[key] ??= newCounts()
  return holder[key]
}

/** What the queries of this process were, as metrics. */
export const queryRegistry = (): Registry => counts().registry

/** Runs a query, and counts how it ended. */
export async function countingQuery<Results extends { bytesScanned: number }>(
  run: () => Promise<Results>,
): Promise<Results> {
  const { queries, seconds, scanned } = counts()
  const ended = seconds.startTimer()
  try {
    const results = await run()
    queries.inc({ outcome: 'complete' })
    scanned.inc(results.bytesScanned)
    return results
  } catch (error) {
    queries.inc({ outcome: failureOf(error, 'logs:StartQuery').kind })
    throw error
  } finally {
    ended()
  }
}
