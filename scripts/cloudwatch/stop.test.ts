import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  paginateFilterLogEvents,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { packageEngine } from './testdata/engine-process'

const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-stop-'))
const stream = { logGroupName: 'shop', logStreamName: 'web-1' }
const clients = 16
let engines: Awaited<ReturnType<typeof packageEngine>>
beforeAll(async () => {
  engines = await packageEngine('cloudwatch-stop', folder)
})
afterAll(() => {
  engines.remove()
  rmSync(folder, { recursive: true })
})

const clientOf = (endpoint: string) =>
  new CloudWatchLogsClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
    disableHostPrefix: true,
  })

test.each([1, 2])('ended while many put: what is stored was answered, %i', async (round) => {
  const start = () => engines.start('--port', '0', '--data-dir', join(folder, `store-${round}`))
  const first = await start()
  const client = clientOf(first.endpoint)
  await client.send(new CreateLogGroupCommand(stream))
  await client.send(new CreateLogStreamCommand(stream))
  // What the engine looks up before it stores an event.
  await client.send(
    new PutMetricFilterCommand({
      logGroupName: 'shop',
      filterName: 'lines',
      filterPattern: 'line',
      metricTransformations: [{ metricName: 'Lines', metricNamespace: 'Shop', metricValue: '1' }],
    }),
  )
  const answered: string[] = []
  let sent = 0
  /** Puts one line after the other until that fails. */
  async function putUntilItEnds() {
    for (;;) {
      sent += 1
      const message = `line ${sent}`
      const logEvents = [{ timestamp: Date.now(), message }]
      try {
        await client.send(new PutLogEventsCommand({ ...stream, logEvents }))
        answered.push(message)
      } catch {
        return
      }
    }
  }
  const putting = Array.from({ length: clients }, putUntilItEnds)
  await vi.waitFor(() => expect(answered.length).toBeGreaterThan(2 * clients), { timeout: 20_000 })
  expect(await first.stop()).toBe(0)
  await Promise.all(putting)

  const second = await start()
  const stored: string[] = []
  const pages = paginateFilterLogEvents(
    { client: clientOf(second.endpoint) },
    { logGroupName: 'shop' },
  )
  for await (const { events = [] } of pages)
    stored.push(...events.map(({ message }) => message ?? ''))
  expect(stored.sort()).toEqual(answered.sort())
  await second.stop()
})

test('a Live Tail, which never ends by itself, is not waited for', async () => {
  const { endpoint, stop } = await engines.start('--port', '0')
  const client = clientOf(endpoint)
  await client.send(new CreateLogGroupCommand(stream))
  const { responseStream } = await client.send(
    new StartLiveTailCommand({
      logGroupIdentifiers: ['arn:aws:logs:local:000000000000:log-group:shop'],
    }),
  )
  const updates = responseStream?.[Symbol.asyncIterator]()
  await updates?.next()
  const startMs = performance.now()
  expect(await stop()).toBe(0)
  expect(performance.now() - startMs).toBeLessThan(3_000)
})
