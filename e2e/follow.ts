import { startEngine } from '@/lib/local/engine'

// Follows ACCESS_LOG into DATA_DIR and reports what it has read, until it is stopped.
const [accessLog = '', dataDir = ''] = process.argv.slice(2)
const engine = await startEngine({
  dataDir,
  logGroup: 'apache/access',
  accessLog: accessLog.split(','),
  clock: Date.now,
  locationOf: () => null,
  log: () => {},
})
const report = () => process.stdout.write(`${JSON.stringify(engine.loading())}\n`)
const timer = setInterval(report, 200)
process.once('SIGTERM', async () => {
  clearInterval(timer)
  await engine.close()
  process.exit(0)
})
