import { once } from 'node:events'
import { appendFileSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { dayMs, minuteMs } from '@/lib/time'
import { openCountingDoor } from './bench-viewers/counting-door'
import { type Waited, watchPage } from './bench-viewers/people'
import { newShopLines } from './bench-viewers/shop-lines'
import { freePort } from './free-port'
import { runMain } from './run-main'
import { watchedServer } from './soak/watched-server'

const logGroup = 'apache/access'
// A batch has at most a megabyte.
const maxEvents = 4_000
const sampleEveryMs = 2_000

const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

interface Stage {
  server: ReturnType<typeof watchedServer>
  port: number
  people: number
  ms: number
}

/** People look at the overview for a time; what they waited, and how the memory of the last half grew. */
async function stage({ server, port, people, ms }: Stage) {
  const memory: number[] = []
  const sampling = setInterval(() => memory.push(server.held()?.memoryMB ?? 0), sampleEveryMs)
  const waited = await watchPage(port, people, ms)
  clearInterval(sampling)
  const lastHalf = memory.slice(memory.length / 2)
  const [third, fourth] = [
    lastHalf.slice(0, lastHalf.length / 2),
    lastHalf.slice(lastHalf.length / 2),
  ]
  return { waited, memoryMB: mean(fourth), growth: mean(fourth) / mean(third) - 1 }
}

const asked = { page: 'pages', refresh: 'refreshes' } as const
const until = { shown: 'shownMs', newest: 'newestMs' } as const
type Name = keyof typeof asked
type Until = keyof typeof until

const msOf = (waited: Waited, name: Name, end: Until) =>
  waited[asked[name]].map((look) => look[until[end]])

/** Until everything was shown, and until the newest of everything was. */
const eachOf = (say: (name: Name, end: Until) => string) =>
  (['page', 'refresh'] as const)
    .flatMap((name) =>
      (['shown', 'newest'] as const).map((end) => `${name} ${end} ${say(name, end)}`),
    )
    .join('; ')

function said(waited: Waited): string {
  const ages = [...waited.pages, ...waited.refreshes].map(({ oldestMs }) => oldestMs)
  const times = eachOf((name, end) => {
    const [median, p95] = [0.5, 0.95].map((share) => quantile(msOf(waited, name, end), share))
    return `median ${median?.toFixed(0)}, p95 ${p95?.toFixed(0)} ms`
  })
  return `${times}; before the newest at most ${(Math.max(0, ...ages) / 1_000).toFixed(1)} s old`
}

interface Compared {
  server: ReturnType<typeof watchedServer>
  port: number
  viewers: number
  ms: number
  /** What CloudWatch was asked since the last time; null where nobody counts. */
  calls: (() => Map<string, number>) | null
}

async function compare({ calls, viewers, ...open }: Compared): Promise<void> {
  // What is loaded once is no part of it.
  await watchPage(open.port, 1, 20_000)
  calls?.()
  const stages: Awaited<ReturnType<typeof stage>>[] = []
  for (const people of [1, viewers]) {
    const one = await stage({ ...open, people })
    stages.push(one)
    const asked = calls?.()
    const counted = asked
      ? `; ${[...asked].map(([name, times]) => `${name} ${times}`).join(', ')}`
      : ''
    console.log(
      `${people === 1 ? 'one viewer' : `${people} viewers`}: ${said(one.waited)}; ${one.memoryMB.toFixed(0)} MB, ${(one.growth * 100).toFixed(1)} % more in the last quarter than in the third; ${one.waited.failed} failed${counted}`,
    )
  }
  const [alone, together] = stages
  if (!alone || !together) return
  const p95 = ({ waited }: typeof alone, name: Name, end: Until) =>
    quantile(msOf(waited, name, end), 0.95)
  console.log(
    `p95 of ${viewers} viewers over that of one: ${eachOf((name, end) =>
      (p95(together, name, end) / p95(alone, name, end)).toFixed(2),
    )}`,
  )
}

const lineEvery = (events: number) => dayMs / events

async function local({ dir, events, viewers, ms, linesPerSecond }: Options): Promise<void> {
  console.log(
    `\nThe embedded engine, ${events.toLocaleString('en')} events of a day, ${linesPerSecond} lines a second:`,
  )
  const path = join(dir, 'access.log')
  const line = newShopLines(1)
  const beganMs = Date.now() - dayMs
  const file = createWriteStream(path)
  for (let at = 0; at < events; at += 1) {
    const text = `${line(beganMs + at * lineEvery(events))}\n`
    if (!file.write(text)) await once(file, 'drain')
  }
  file.end()
  await once(file, 'finish')
  const port = await freePort()
  const server = watchedServer({
    PORT: String(port),
    DATA_DIR: join(dir, 'data'),
    ACCESS_LOG: path,
  })
  await server.start()
  const writing = setInterval(() => {
    const lines = Array.from({ length: linesPerSecond / 5 }, () => line(Date.now()))
    appendFileSync(path, `${lines.join('\n')}\n`)
  }, 200)
  try {
    const isRead = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/api/situation`)
      const { state } = (await response.json()) as { state: unknown }
      return state !== null
    }
    while (!(await isRead())) await wait(1_000)
    await compare({ server, port, viewers, ms, calls: null })
  } finally {
    clearInterval(writing)
    await server.stop()
  }
}

async function remote({ dir, events, viewers, ms, linesPerSecond }: Options): Promise<void> {
  console.log(`\nCloudWatch over HTTP, ${events.toLocaleString('en')} events of a day:`)
  const cloudwatch = await freePort()
  const engine = watchedServer(
    { CLOUDWATCH_PORT: String(cloudwatch), DATA_DIR: join(dir, 'cloudwatch') },
    { program: ['--import', 'tsx', 'scripts/cloudwatch.ts'], started: 'CloudWatch are at' },
  )
  await engine.start()
  const door = await openCountingDoor(cloudwatch)
  const account = {
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }
  const client = new CloudWatchLogsClient({
    region: account.AWS_REGION,
    endpoint: `http://127.0.0.1:${cloudwatch}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const stream = { logGroupName: logGroup, logStreamName: 'web-1' }
  await client.send(new CreateLogGroupCommand({ logGroupName: logGroup }))
  await client.send(new CreateLogStreamCommand(stream))
  const line = newShopLines(2)
  const put = (times: readonly number[]) =>
    client.send(
      new PutLogEventsCommand({
        ...stream,
        logEvents: times.map((ms) => ({ timestamp: Math.floor(ms), message: line(ms) })),
      }),
    )
  const beganMs = Date.now() - dayMs
  for (let at = 0; at < events; at += maxEvents)
    await put(
      Array.from(
        { length: Math.min(maxEvents, events - at) },
        (_, more) => beganMs + (at + more) * lineEvery(events),
      ),
    )
  const writing = setInterval(() => {
    void put(Array.from({ length: linesPerSecond }, () => Date.now())).catch(() => {})
  }, 1_000)
  const port = await freePort()
  const server = watchedServer({
    ...account,
    PORT: String(port),
    DATA_DIR: join(dir, 'aws'),
    CLOUDWATCH: 'aws',
    AWS_ENDPOINT_URL: door.url,
  })
  try {
    await server.start()
    await compare({ server, port, viewers, ms, calls: door.take })
  } finally {
    clearInterval(writing)
    await server.stop()
    await engine.stop()
    door.close()
  }
}

interface Options {
  dir: string
  events: number
  viewers: number
  ms: number
  linesPerSecond: number
}

/** What a page costs that many people have open, beside one that one has open, in one run. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: 'string', default: '10' },
      viewers: { type: 'string', default: '200' },
      events: { type: 'string', default: '2000000' },
      lines: { type: 'string', default: '200' },
    },
  })
  const dir = mkdtempSync(join(tmpdir(), 'viewers-'))
  const options = {
    dir,
    events: Number(values.events),
    viewers: Number(values.viewers),
    ms: Number(values.minutes) * minuteMs,
    linesPerSecond: Number(values.lines),
  }
  try {
    if (!positionals.includes('cloudwatch')) await local(options)
    if (!positionals.includes('local'))
      await remote({ ...options, events: options.events / 10, linesPerSecond: 10 })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

runMain(main)
