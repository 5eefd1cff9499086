import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as setTimeoutAsync } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import next from 'next'
import { setAccess } from '@/lib/access/access'
import { openProvider } from '@/lib/access/provider/provider'
import { startAskingAgain } from '@/lib/aws/asked-again'
import { runtime, setRuntime } from '@/lib/aws/runtime'
import { setBasePath } from '@/lib/base-path'
import { isBundled } from '@/lib/bundled'
import { hostInUrl, readEnv, WrongSettings } from '@/lib/env'
import { setLongestRange } from '@/lib/longest-range'
import { startPublishing } from '@/lib/situation/start-publishing'
import { takeBuiltSettings } from './built-settings'
import { makeDataFolder } from './data-folder'
import { serve } from './http'
import { ownLimits, sayLowLimits } from './low-limits'
import { onEnd } from './on-end'
import { openDoor } from './open-door'
import { pagesUnder } from './pages-under'
import { runMain } from './run-main'
import { startSource } from './source'

/** EX_CONFIG of sysexits.h: no supervisor need try again, as packaging/cafewatch.service says. */
const wrongSettingsCode = 78
const shutdownLimitMs = 9_500
const queryLimitMs = 3_000
const dev = process.argv.includes('--dev')
/** Where the pages are: the folder above this one, of the sources, of what they are built into and of a package. */
const productFolder = fileURLToPath(new URL('..', import.meta.url))

async function main(): Promise<void> {
  // Before anything fails for want of it.
  sayLowLimits(ownLimits(), (sentence) => console.log(sentence))
  const env = readEnv()
  setBasePath(env.basePath)
  setLongestRange(env.maxRangeDays)
  // Before the pages are built, which takes a minute.
  if (env.cloudwatch === 'local') makeDataFolder(env)
  const access = openDoor(env, (sentence) => console.log(sentence))
  setAccess(access)
  if (!dev && !isBundled) {
    // A package has no builder.
    const { buildIfNeeded } = await import('./build')
    await buildIfNeeded()
  }
  if (!dev) takeBuiltSettings(productFolder, env.basePath)
  let stop = async () => process.exit(0)
  onEnd(() => {
    // Whatever does not come to its end is cut off.
    setTimeout(() => process.exit(1), shutdownLimitMs).unref()
    void stop()
  })
  const { host: hostname, port: wantedPort, basePath } = env
  // A build has no base path, whoever it is for; what is built while developing has it.
  const dir =
    dev || basePath === '' ? productFolder : pagesUnder(basePath, productFolder, env.dataDir)
  // While developing, Next tells the browser by a WebSocket what has changed. Otherwise it listens for them
  // where none comes: a client that offers HTTP/2 would have no answer.
  const httpServer = dev ? undefined : createServer()
  const app = next({ dev, dir, hostname, port: wantedPort, httpServer })
  // Loads while the store is opened, which other threads do.
  const prepared = app.prepare()
  prepared.catch(() => {})
  const source = await startSource(env)
  stop = async () => {
    await source.close()
    process.exit(0)
  }
  setRuntime(source.runtime)
  await prepared
  const publishing = startPublishing((text) => console.log(text))
  const askingAgain = startAskingAgain()
  const handle = app.getRequestHandler()
  const provider = env.provider && openProvider(env.provider)
  const server = await serve((request, response) => handle(request, response), {
    ...env,
    access,
    provider,
    dev,
  })
  const { port } = server.address() as AddressInfo
  console.log(
    `CafeWatch is at ${env.tls ? 'https' : 'http'}://${hostInUrl(env.host)}:${port}${basePath}`,
  )
  // Nothing waits for it: a provider that is down may be up when somebody signs in.
  void provider?.problemNow().then((said) => {
    if (said !== null) console.log(`Nobody can sign in by the provider now. ${said}`)
  })

  stop = async () => {
    server.close()
    server.closeIdleConnections()
    for (const flight of runtime().flights.values()) flight.stop.abort()
    await Promise.race([
      Promise.allSettled([...runtime().flights.values()].map(({ answer }) => answer)),
      setTimeoutAsync(queryLimitMs),
    ])
    server.closeAllConnections()
    askingAgain.stop()
    await publishing.close()
    await source.close()
    process.exit(0)
  }
}

runMain(main, (error) => (error instanceof WrongSettings ? wrongSettingsCode : 1))
