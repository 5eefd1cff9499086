import { readdir } from 'node:fs/promises'
import { Counter, Gauge, Registry } from 'prom-client'
import { describeAlarms } from '@/lib/aws/alarm-calls'
import { queryRegistry } from '@/lib/aws/query-counts'
import { runtime } from '@/lib/aws/runtime'
import { settleWithin } from '@/lib/settle'
import type { LoadingStatus } from '@/lib/source'

type Labels = Record<string, string>
type Value = readonly [value: number, labels?: Labels]

// Prometheus gives up after ten seconds by itself.
const limitMs = 5_000

/** Metrics of the values that hold now. */
function newMetrics() {
  const registry = new Registry()
  const of = (name: string, help: string, values: readonly Value[]) => ({
    ...{ name, help, registers: [registry] },
    labelNames: Object.keys(values[0]?.[1] ?? {}),
  })
  return {
    registry,
    counter(name: string, help: string, values: readonly Value[]) {
      const counter = new Counter(of(name, help, values))
      for (const [value, labels = {}] of values) counter.inc(labels, value)
    },
    gauge(name: string, help: string, values: readonly Value[]) {
      const gauge = new Gauge(of(name, help, values))
      for (const [value, labels = {}] of values) gauge.set(labels, value)
    },
  }
}
type Metrics = ReturnType<typeof newMetrics>

function addLog({ counter, gauge }: Metrics, { files }: LoadingStatus) {
  const each = (of: (file: LoadingStatus['files'][number]) => number): Value[] =>
    files.map((file) => [of(file), { file: file.path }])
  counter(
    'cafewatch_log_lines_total',
    'Lines read of the file that a path names now.',
    each(({ lines }) => lines),
  )
  counter(
    'cafewatch_log_requests_total',
    'Of these, lines that are requests.',
    each(({ requests }) => requests),
  )
  counter(
    'cafewatch_log_lines_not_understood_total',
    'Of these, lines in no known format.',
    each(({ notUnderstood }) => notUnderstood),
  )
  counter(
    'cafewatch_log_lines_in_doubt_total',
    'Of these, lines of which something is not sure.',
    each(({ inDoubt }) => inDoubt),
  )
  gauge(
    'cafewatch_log_behind_bytes',
    'Bytes of a followed file that are not read yet.',
    each(({ bytes, readBytes }) => Math.max(0, bytes - readBytes)),
  )
  gauge(
    'cafewatch_log_problem',
    '1 when a followed file cannot be read.',
    each(({ problem }) => (problem === undefined ? 0 : 1)),
  )
  gauge(
    'cafewatch_log_newest_request_timestamp_seconds',
    'When the newest request of a followed file was logged.',
    files.flatMap(({ path, newestRequestMs }): Value[] =>
      newestRequestMs === null ? [] : [[newestRequestMs / 1000, { file: path }]],
    ),
  )
}

const states = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const

async function alarmStates(): Promise<Value[]> {
  const { metric, composite, log } = await describeAlarms()
  const all = [...metric, ...composite, ...log]
  return states.map((state) => [
    all.filter(({ StateValue }) => StateValue === state).length,
    { state: state.toLowerCase() },
  ])
}

/** What the engine of this process is doing; what it does not say in time is left out. */
async function addEngine({ counter, gauge }: Metrics) {
  const { localEngine } = runtime()
  if (!localEngine) return
  const found = await settleWithin(limitMs, {
    recipients: localEngine.recipients(),
    storage: localEngine.storage(),
    archive: localEngine.archive(),
  })
  const { evaluatedToMs } = localEngine.alarmClock()
  if (evaluatedToMs !== null)
    gauge(
      'cafewatch_alarms_evaluated_timestamp_seconds',
      'Up to when alarms have been evaluated.',
      [[evaluatedToMs / 1000]],
    )
  const attempts = localEngine.attempts()
  counter(
    'cafewatch_messages_sent_total',
    'Messages about alarms that a recipient took.',
    attempts.map(({ name, sent }) => [sent, { recipient: name }]),
  )
  counter(
    'cafewatch_messages_failed_total',
    'Attempts to send a message that failed.',
    attempts.map(({ name, failed }) => [failed, { recipient: name }]),
  )
  if (found.recipients)
    gauge(
      'cafewatch_messages_waiting',
      'Messages that have not been delivered yet.',
      found.recipients.map(({ name, waiting }) => [waiting, { recipient: name }]),
    )
  if (found.storage?.space)
    gauge('cafewatch_store_free_bytes', 'What is free on the disk of the store.', [
      [found.storage.space.freeBytes],
    ])
  if (found.archive)
    gauge('cafewatch_archive_behind_seconds', 'Closed hours that are not archived yet.', [
      [found.archive.hoursBehind * 3_600],
    ])
}

// As the client libraries of Prometheus name them. Theirs for Node has more, with names and values
// against its own conventions.
async function addProcess({ counter, gauge }: Metrics) {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const open = await readdir('/proc/self/fd').catch(() => null)
  gauge('process_resident_memory_bytes', 'Memory of this process.', [[rss]])
  gauge('nodejs_heap_size_used_bytes', 'Of it, objects of JavaScript.', [[heapUsed]])
  gauge('nodejs_heap_size_total_bytes', 'Of it, room for objects of JavaScript.', [[heapTotal]])
  gauge('nodejs_external_memory_bytes', 'Of it, buffers.', [[external]])
  counter('process_cpu_seconds_total', 'Processor time of this process.', [[(user + system) / 1e6]])
  gauge('process_start_time_seconds', 'When this process started.', [
    [Math.round(performance.timeOrigin) / 1000],
  ])
  if (open) gauge('process_open_fds', 'Open files and connections.', [[open.length]])
}

/** Everything that is measured of this process, as Prometheus reads it. */
export async function readMetrics(): Promise<{ text: string; contentType: string }> {
  const metrics = newMetrics()
  const loading = runtime().loading?.() ?? null
  if (loading) addLog(metrics, loading)
  const [{ alarms }] = await Promise.all([
    settleWithin(limitMs, { alarms: alarmStates() }),
    addEngine(metrics),
  ])
  if (alarms) metrics.gauge('cafewatch_alarms', 'Alarms by their state.', alarms)
  await addProcess(metrics)
  const merged = Registry.merge([metrics.registry, queryRegistry()])
  return { text: await merged.metrics(), contentType: merged.contentType }
}
