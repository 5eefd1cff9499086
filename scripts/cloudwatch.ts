import type { AddressInfo } from 'node:net'
import { readEnv, WrongSettings } from '@/lib/env'
import { serveEngine } from '@/lib/local/api/http'
import { startEngine } from '@/lib/local/engine'
import { onEnd } from './on-end'

const shutdownLimitMs = 9_500

/** Serves the embedded engine to any AWS client, with a store of its own that starts empty. */
async function main(): Promise<void> {
  const env = readEnv()
  if (env.isOpen)
    throw new WrongSettings(
      `HOST is "${env.host}", but CloudWatch is answered on loopback only (127.0.0.1, ::1 or localhost): whoever reaches it may read and change everything.`,
    )
  const engine = await startEngine({
    dataDir: `${env.dataDir}/cloudwatch`,
    logGroup: env.logGroup,
    accessLog: [],
    clock: Date.now,
    locationOf: () => null,
    rejectOldEvents: env.rejectOldEvents,
    log: (text) => console.warn(text),
  })
  const server = await serveEngine(engine.answer, { host: env.host, port: env.cloudwatchPort })
  const { port } = server.address() as AddressInfo
  console.log(`CloudWatch Logs and CloudWatch are at http://${env.host}:${port}`)
  const stop = async () => {
    setTimeout(() => process.exit(1), shutdownLimitMs).unref()
    server.close()
    server.closeIdleConnections()
    await engine.close()
    process.exit(0)
  }
  onEnd(stop)
}

main().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException
  console.error(
    code === 'EADDRINUSE'
      ? `${message}. Choose another: CLOUDWATCH_PORT=4587 npm run cloudwatch`
      : message,
  )
  process.exit(1)
})
