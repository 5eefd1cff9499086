import { mkdir, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnv, WrongSettings } from '@/lib/env'
import { serveEngine } from '@/lib/local/api/http'
import { checkStore, startEngine } from '@/lib/local/engine'
import { onEnd } from '../on-end'

const shutdownLimitMs = 9_500
/** For the requests that came before the end. */
const answersLimitMs = 5_000
const maxPort = 65_535

const options = {
  port: { type: 'string' },
  'data-dir': { type: 'string' },
  reset: { type: 'boolean' },
} as const

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= maxPort) return Number(text)
  throw new WrongSettings(`--port is "${text}", but must be a number from 0 (any) to ${maxPort}.`)
}

/** Empties a store. Throws when another process has it open. */
async function reset(dataDir: string) {
  await mkdir(dataDir, { recursive: true })
  await checkStore(dataDir)
  for (const file of ['cloudwatch.duckdb', 'cloudwatch.duckdb.wal'])
    await rm(join(dataDir, file), { force: true })
}

async function main(inMemory: boolean): Promise<void> {
  const { values } = parseArgs({ options })
  const env = readEnv()
  if (env.isOpen)
    throw new WrongSettings(
      `HOST is "${env.host}", but CloudWatch is answered on loopback only (127.0.0.1, ::1 or localhost): whoever reaches it may read and change everything.`,
    )
  const ownDir = inMemory ? null : `${env.dataDir}/cloudwatch`
  const dataDir = values['data-dir'] ?? ownDir
  if (values.reset && dataDir === null)
    console.warn('--reset has nothing to empty: without --data-dir everything is in memory.')
  if (values.reset && dataDir !== null) await reset(dataDir)
  const engine = await startEngine({
    dataDir,
    logGroup: env.logGroup,
    accessLog: [],
    clock: Date.now,
    locationOf: () => null,
    rejectOldEvents: env.rejectOldEvents,
    log: (text) => console.warn(text),
  })
  const server = await serveEngine(engine.answer, {
    host: env.host,
    port: values.port === undefined ? env.cloudwatchPort : portOf(values.port),
  })
  const { port } = server.address() as AddressInfo
  console.log(`CloudWatch Logs and CloudWatch are at http://${env.host}:${port}`)
  const stop = async () => {
    setTimeout(() => process.exit(1), shutdownLimitMs).unref()
    await server.drain(answersLimitMs)
    await engine.close()
    process.exit(0)
  }
  onEnd(stop)
}

/** Serves the embedded engine to any AWS client, with a store of its own that starts empty. */
export function serveCloudWatch({ inMemory }: { inMemory: boolean }): void {
  main(inMemory).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException
    console.error(
      code === 'EADDRINUSE'
        ? `${message}. Choose another: --port 4587, or 0 for any`
        : message.replace(/another (?:folder in )?DATA_DIR/, 'another --data-dir'),
    )
    process.exit(1)
  })
}
