import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs'
import { expect, vi } from 'vitest'
import type { packageEngine } from './engine-process'
import type { ShipperName } from './shippers'
import { openWire } from './watched-wire'

export const names: ShipperName[] = ['winston', 'pino', 'logtape']

const numberOf = (message: string) => Number(/ n=(\d+);/.exec(message)?.[1])
const inOrder = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b)

function startShipper(name: ShipperName, endpoint: string, settings: Record<string, string>) {
  const child = fork(fileURLToPath(new URL('./ship.ts', import.meta.url)), [name, name], {
    execArgv: ['--import', 'tsx'],
    env: {
      NODE_ENV: 'test',
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      ...settings,
    },
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    /** Stops writing. Resolves to how many lines there were. */
    stop() {
      const said = new Promise<number>((resolve) =>
        child.once('message', (message: { lines: number }) => resolve(message.lines)),
      )
      child.send('stop')
      return said
    },
    close() {
      child.send('close')
      return ended
    },
    kill: () => child.kill('SIGKILL'),
  }
}

/** Every shipper, each writing to its own log group of an engine that stores in a folder. */
export async function startShipping(
  engines: Awaited<ReturnType<typeof packageEngine>>,
  dataDir: string,
  settings: Record<string, string> = {},
) {
  const start = () => engines.start('--port', '0', '--data-dir', dataDir)
  let engine = await start()
  const wire = await openWire()
  wire.now.engine = engine.endpoint
  const client = new CloudWatchLogsClient({
    endpoint: wire.endpoint,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  })
  // The only one that does not create them.
  const logtape = { logGroupName: 'logtape', logStreamName: 'web-1' }
  await client.send(new CreateLogGroupCommand(logtape))
  await client.send(new CreateLogStreamCommand(logtape))
  const running = new Map(
    names.map((name) => [name, startShipper(name, wire.endpoint, settings)] as const),
  )
  const putsOf = (name: ShipperName) => wire.puts.filter(({ group }) => group === name)
  /** The numbers of the lines whose puts were answered so, as often as they were. */
  const answered = (name: ShipperName, ...answers: unknown[]) =>
    putsOf(name)
      .filter(({ answer }) => answers.includes(answer))
      .flatMap(({ messages }) => messages.map(numberOf))
      .filter((number) => !Number.isNaN(number))

  return {
    wire,
    answered,
    /** How often a shipper sent the put that it sent most. */
    tries: (name: ShipperName) => {
      const times = new Map<string, number>()
      for (const { messages } of putsOf(name)) {
        const key = messages.join('\n')
        times.set(key, (times.get(key) ?? 0) + 1)
      }
      return Math.max(...times.values())
    },
    /** Waits until something has become true for every shipper. */
    until: (isTrue: (name: ShipperName) => boolean) =>
      vi.waitFor(() => expect(names.filter((name) => !isTrue(name))).toEqual([]), {
        timeout: 30_000,
        interval: 20,
      }),
    stopEngine: () => engine.stop(),
    async startEngine() {
      engine = await start()
      wire.now.engine = engine.endpoint
    },
    stopWriting: async () =>
      Object.fromEntries(
        await Promise.all(
          [...running].map(async ([name, shipper]) => [name, await shipper.stop()] as const),
        ),
      ) as Record<ShipperName, number>,
    closeShipper: (name: ShipperName) => running.get(name)?.close(),
    /** The numbers of the stored lines, in order, each as often as it is stored. */
    async stored(name: ShipperName) {
      const numbers: number[] = []
      for await (const { events = [] } of paginateFilterLogEvents(
        { client },
        { logGroupName: name },
      ))
        for (const { message = '' } of events) numbers.push(numberOf(message))
      return inOrder(numbers.filter((number) => !Number.isNaN(number)))
    },
    async close() {
      for (const shipper of running.values()) shipper.kill()
      wire.close()
      client.destroy()
      await engine.stop()
    },
  }
}
