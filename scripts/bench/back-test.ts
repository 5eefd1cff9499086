import { alarmInput } from '@/lib/alarms/input'
import { setRuntime } from '@/lib/aws/runtime'
import { definitionOf } from '@/lib/back-test/definition'
import { backTest } from '@/lib/back-test/run'
import { startEngine } from '@/lib/local/engine'
import type { LocationOf } from '@/lib/location'
import { ownMonitoring } from '@/lib/monitoring'
import { defaultMonitoring } from '@/lib/site'
import { dayMs } from '@/lib/time'
import { dir, endMs, group } from './lines'
import { loadOnce } from './load'
import { runtimeOf } from './queries'

const lines = 2_000_000
const days = 30
const rounds = 5

const filters = ownMonitoring.metricFilters.parse([
  { name: 'Slowness', pattern: '{ $.status = "2*" }', value: '$.process' },
  { name: 'Menu-Errors', pattern: '{ $.status = "5*" && $.request = "/cafe/menu.php" }' },
])
const alarms = ownMonitoring.alarms.parse([
  { name: 'count', metric: '404-Errors', threshold: 5 },
  { name: 'percentile', metric: 'Slowness', statistic: 'p95', threshold: 29_900 },
  {
    name: 'math',
    metrics: [
      { id: 'errors', metric: '500-Errors' },
      { id: 'requests', metric: 'Requests' },
      { id: 'rate', expression: '100 * errors / requests' },
    ],
    threshold: 5,
  },
  {
    name: 'M of N',
    metric: '500-Errors',
    threshold: 1,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
  },
  { name: 'one URL', metric: 'Menu-Errors', threshold: 1, comparison: '>=' },
])

/** Five alarms over a month of minutes, from the log itself; nothing is cached between two rounds. */
export async function benchBackTest(locationOf: LocationOf): Promise<void> {
  const folder = `${dir}/month-${lines}`
  await loadOnce(folder, lines, days * dayMs, locationOf)
  const engine = await startEngine({
    dataDir: folder,
    logGroup: group,
    accessLog: [],
    clock: () => endMs,
    locationOf,
    monitoring: defaultMonitoring,
    log: console.warn,
  })
  await engine.loaded
  const runtime = runtimeOf(engine.answer, locationOf)
  setRuntime(runtime)
  const definitions = alarms.map((alarm) => definitionOf(alarmInput(alarm, () => [])))
  console.log(`\nback-test of ${days} days, ${lines.toLocaleString('en')} events, 1-minute periods`)
  for (let round = 0; round < rounds; round += 1) {
    runtime.flights.clear()
    const started = performance.now()
    const worked = process.cpuUsage()
    const { alarms: tests, queries } = await backTest({
      alarms: definitions,
      trialFilters: filters,
      range: { fromMs: endMs - days * dayMs, toMs: endMs },
    })
    const seconds = ((performance.now() - started) / 1000).toFixed(2)
    const { user, system } = process.cpuUsage(worked)
    const processor = ((user + system) / 1e6).toFixed(2)
    const changes = tests.map(({ name, changes }) => `${name} ${changes.length}`).join(', ')
    console.log(
      `${seconds} s (${processor} s of processors), ${queries.length} queries; changes of state: ${changes}`,
    )
  }
  await engine.close()
}
