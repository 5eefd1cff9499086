import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeMetricFiltersCommand } from '@aws-sdk/client-cloudwatch-logs'
import { clients } from '@/lib/aws/cloudwatch'
import { openHere } from '@/lib/access/testdata/open-here'
import { setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { startEngine } from '@/lib/local/engine'

interface Options {
  nowMs: number
  lines?: Iterable<string>
  clock?: () => number
}

/** A process with an engine in memory that follows a log, and a data folder of its own. */
export async function openShop({ nowMs, lines = [], clock = () => nowMs }: Options) {
  const dir = mkdtempSync(join(tmpdir(), 'shop-'))
  const file = join(dir, 'access_log')
  writeFileSync(file, [...lines].map((line) => `${line}\n`).join(''))
  const env = readEnv({ DATA_DIR: dir })
  const engine = await startEngine({
    dataDir: null,
    logGroup: env.logGroup,
    accessLog: [file],
    clock,
    locationOf: () => null,
    monitoring: env.monitoring,
    messages: { publicUrl: env.publicUrl, shop: env.site.name, zone: 'UTC' },
    log: () => {},
  })
  await engine.loaded
  const { recipients } = engine
  openHere()
  setRuntime({
    env,
    answer: engine.answer,
    localEngine: {
      recipients: recipients.status,
      attempts: recipients.attempts,
      testMessage: recipients.test,
      testUnsaved: recipients.testUnsaved,
      redeclare: engine.redeclare,
      alarmClock: engine.alarmClock,
      version: engine.version,
      changedSince: engine.changedSince,
      storage: engine.storage,
      queryProblem: engine.queryProblem,
      archive: engine.archive,
    },
    loading: engine.loading,
    simulated: false,
    locationOf: () => null,
    now: clock,
    flights: new Map(),
  })
  return {
    dir,
    engine,
    async filters() {
      const { metricFilters = [] } = await clients().logs.send(
        new DescribeMetricFiltersCommand({ logGroupName: env.logGroup }),
      )
      return Object.fromEntries(metricFilters.map((one) => [one.filterName, one.filterPattern]))
    },
    async alarms() {
      const { MetricAlarms = [] } = await clients().metrics.send(new DescribeAlarmsCommand({}))
      return Object.fromEntries(
        MetricAlarms.map(({ AlarmName, AlarmActions = [] }) => [AlarmName, AlarmActions]),
      )
    },
    async close() {
      await engine.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
