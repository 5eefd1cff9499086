import type { AddressInfo } from 'node:net'
import { setTimeout as setTimeoutAsync } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import next from 'next'
import { runtime, setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { isPackaged } from '@/lib/packaged'
import { startPublishing } from '@/lib/situation/start-publishing'
import { buildIfNeeded } from './build'
import { takeBuiltSettings } from './built-settings'
import { serve } from './http'
import { runMain } from './run-main'
import { startSource } from './source'

const shutdownLimitMs = 9_500
const queryLimitMs = 3_000
const dev = process.argv.includes('--dev')
/** Where the pages are: of the sources as of a package. */
const productFolder = fileURLToPath(new URL('..', import.meta.url))

async function main(): Promise<void> {
  const env = readEnv()
  if (!dev && !isPackaged) buildIfNeeded()
  if (!dev) takeBuiltSettings(productFolder)
  const source = await startSource(env)
  setRuntime(source.runtime)
  const publishing = startPublishing((text) => console.log(text))
  const app = next({ dev, dir: productFolder, hostname: env.host, port: env.port, quiet: !dev })
  await app.prepare()
  const handle = app.getRequestHandler()
  const server = await serve((request, response) => handle(request, response), { ...env, dev })
  const { port } = server.address() as AddressInfo
  console.log(`CafeWatch is at http://${env.host === '::1' ? '[::1]' : env.host}:${port}`)

  const stop = async () => {
    // An open stream would keep the server running: it is cut off after this time.
    setTimeout(() => process.exit(1), shutdownLimitMs).unref()
    server.close()
    server.closeIdleConnections()
    for (const flight of runtime().flights.values()) flight.stop.abort()
    await Promise.race([
      Promise.allSettled([...runtime().flights.values()].map(({ answer }) => answer)),
      setTimeoutAsync(queryLimitMs),
    ])
    server.closeAllConnections()
    await publishing.close()
    await source.close()
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

runMain(main)
