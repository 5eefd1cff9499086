import { random } from '@/lib/demo/random'
import { readEnv } from '@/lib/env'
import { openEngine } from '@/lib/local/api/testdata/open-engine'
import type { EngineOptions } from '@/lib/local/engine'
import type { LocationOf } from '@/lib/location'
import type { Monitoring } from '@/lib/monitoring'
import type { Site } from '@/lib/site'
import { minuteMs, type TimeRange } from '@/lib/time'
import { type Answer, type Runtime, setRuntime } from '../runtime'

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1',
  'Amazon CloudFront',
  undefined,
]
const places = [
  { country: 'DE', region: 'Berlin', city: 'Berlin', lat: '52.52', lon: '13.4051' },
  { country: 'DE', region: 'Hesse', city: 'Frankfurt', lat: '50.1109', lon: '8.6821' },
  { country: 'FR', region: '', city: 'Lyon', lat: '45.764', lon: '4.8357' },
  { country: 'FR', city: 'Paris', lat: '48.85', lon: '2.3488' },
  {},
]
const asks = [
  ['GET', '/cafe'],
  ['GET', '/cafe/'],
  ['GET', '/cafe/menu.php'],
  ['GET', '/cafe/menu.php'],
  ['GET', '/cafe/style.css'],
  ['POST', '/cafe/processOrder.php'],
  ['POST', '/cafe/processOrder.php'],
  ['GET', '/gone'],
] as const
const statuses = ['200', '200', '200', '200', '302', '304', '404', '500']

const maxPut = 1_000

export interface LogEvent {
  timestamp: number
  message: string
}

/** Requests of a shop's visitors, bots and probes, and lines that are none; no two at the same moment. */
export function eventsOf(
  { fromMs, toMs }: TimeRange,
  { seed, perMinute, located }: { seed: number; perMinute: number; located: boolean },
): LogEvent[] {
  const chance = random(seed, 1)
  const at = new Set<number>()
  const count = Math.round(((toMs - fromMs) / minuteMs) * perMinute)
  while (at.size < count) at.add(fromMs + chance.below(toMs - fromMs))
  return [...at]
    .sort((a, b) => a - b)
    .map((timestamp) => {
      if (chance.below(50) === 0) return { timestamp, message: 'AH00558: not a request' }
      const client = chance.below(60)
      const agent = agents[(client + (chance.below(8) === 0 ? 1 : 0)) % agents.length]
      const probes = agent === 'Amazon CloudFront'
      const [method, request] = probes ? (['GET', '/health'] as const) : chance.pick(asks)
      return {
        timestamp,
        message: JSON.stringify({
          time: new Date(timestamp).toISOString(),
          remoteIP: `${client % 7 === 0 ? '203.0.113' : '91.64.12'}.${client}`,
          method,
          request,
          query: chance.below(4) === 0 ? `?order=${chance.below(30)}` : '',
          status: probes ? '200' : chance.pick(statuses),
          userAgent: agent,
          referer: chance.below(3) === 0 && !probes ? 'https://cafe.example/' : '-',
          ...(located && places[client % places.length]),
        }),
      }
    })
}

/** CloudWatch, played by the engine over HTTP with a clock of its own; what is asked of it is counted. */
export async function openBilled({
  site = {},
  locationOf = () => null,
  variables = {},
  engine = {},
}: {
  site?: Partial<Site>
  locationOf?: LocationOf
  /** Settings of the dashboard. */
  variables?: Record<string, string>
  /** In memory and without files, else. */
  engine?: Partial<EngineOptions>
} = {}) {
  const clock = { ms: 0 }
  const cloudwatch = await openEngine('over HTTP', { clock: () => clock.ms, ...engine })
  const env = readEnv({ CLOUDWATCH: 'aws', ...variables })
  const bill = { started: [] as string[], bytes: 0 }
  const ended = new Set<string>()
  function count(target: string, request: string, response: string) {
    if (target.endsWith('.StartQuery')) bill.started.push(JSON.parse(request).queryString)
    if (!target.endsWith('.GetQueryResults')) return
    const { queryId } = JSON.parse(request)
    const { status, statistics } = JSON.parse(response)
    if (status !== 'Complete' || ended.has(queryId)) return
    ended.add(queryId)
    bill.bytes += statistics.bytesScanned
  }
  /** Over HTTP, and asked as often as what answers in this process: polls are not measured here. */
  const answer: Answer = async ({ target, body: bytes }) => {
    const body = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)
    const response = await fetch(cloudwatch.endpoint ?? '', {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
      body,
    })
    const text = await response.text()
    count(target, body, text)
    return { status: response.status, headers: Object.fromEntries(response.headers), body: text }
  }
  /** A dashboard that has just been started. */
  const restart = (): Runtime => {
    const runtime: Runtime = {
      env: { ...env, site: { ...env.site, ...site } },
      answer,
      localEngine: null,
      loading: null,
      simulated: false,
      locationOf,
      now: () => clock.ms,
      flights: new Map(),
    }
    setRuntime(runtime)
    return runtime
  }
  return {
    clock,
    bill,
    restart,
    async put(events: readonly LogEvent[]) {
      const sorted = [...events].sort((a, b) => a.timestamp - b.timestamp)
      for (let at = 0; at < sorted.length; at += maxPut)
        await cloudwatch.putEvents(sorted.slice(at, at + maxPut))
    },
    /** What was asked by some work. */
    async billOf(work: () => Promise<unknown>) {
      Object.assign(bill, { started: [], bytes: 0 })
      await work()
      return { ...bill }
    },
    /** Metric filters and alarms from now on; the log group is there then. */
    watch: (monitoring: Monitoring) => cloudwatch.engine.redeclare({ monitoring, shop: '' }),
    close: cloudwatch.close,
  }
}
