import { openStore, type Store } from '@/lib/local/store/store'
import { type LocationOf, openLocations } from '@/lib/location'
import { hourMs } from '@/lib/time'
import { benchAlarmDelay } from './bench/alarm-delay'
import { benchArchive } from './bench/archive'
import { benchBackTest } from './bench/back-test'
import { dir } from './bench/lines'
import { benchLoading, loadOnce } from './bench/load'
import { benchMasking } from './bench/masking'
import { benchOverviews, benchWhole } from './bench/overview'
import { benchPhone } from './bench/phone'
import { benchCompiler, benchOverview, benchRegex, benchWindow } from './bench/queries'
import { benchReplay, benchSituation } from './bench/situation'
import { benchSpending } from './bench/spending'
import { runMain } from './run-main'

// `alarm-delay`, `archive`, `back-test`, `loading`, `masking`, `overview`, `phone`, `situation` and `spending` name a part that is measured alone.
const [part = '', first = '', range] = process.argv.slice(2)
const lines = Number(part || 2_000_000)
const ordinaryLines = 1_000_000
const overviewLines = 2_000_000
/** The week of requests that queries are measured on; 0 leaves it out. */
const weekLines = Number(first || 10_000_000)
const hoursOfWeek = 168

const peakGb = () => (process.resourceUsage().maxRSS / 1024 ** 2).toFixed(2)

async function benchDay(day: Store, locationOf: LocationOf): Promise<void> {
  await benchOverview(day, 24 * hourMs, locationOf)
  await benchWhole(day, { name: '24h varied', range: '24h' }, locationOf)
  await benchSituation(day, locationOf)
}

async function main(): Promise<void> {
  if (part === 'alarm-delay') return benchAlarmDelay(Number(first || 3))
  if (part === 'loading') return benchLoading(Number(first || ordinaryLines), 'ordinary')
  if (part === 'spending')
    return benchSpending(first ? [Number(first)] : [1_000, 15_000, 150_000, 1_500_000], range)
  if (part === 'situation') return benchReplay(Number(first || ordinaryLines))
  if (part === 'phone') return benchPhone(Number(first || 7))
  const locationOf = openLocations()
  if (part === 'masking') return benchMasking(Number(first || 100_000), locationOf)
  if (part === 'overview') return benchOverviews(Number(first || overviewLines), locationOf)
  if (part === 'archive') return benchArchive(locationOf)
  if (part === 'back-test') return benchBackTest(locationOf)
  if (lines > 0) {
    await benchLoading(ordinaryLines, 'ordinary')
    await benchLoading(lines, 'varied')
    const day = await openStore({ path: `${dir}/data/cloudwatch.duckdb` })
    await benchDay(day, locationOf)
    await day.close()
    benchReplay(ordinaryLines)
  }
  if (weekLines === 0) return
  const [weekDir, hourDir] = [`${dir}/week-${weekLines}`, `${dir}/hour-${weekLines}`]
  const hourLines = Math.round(weekLines / hoursOfWeek)
  for (const [folder, count, hours] of [
    [weekDir, weekLines, hoursOfWeek],
    [hourDir, hourLines, 1],
  ] as const) {
    const seconds = await loadOnce(folder, count, hours * hourMs, locationOf)
    if (seconds === null) continue
    console.log(
      `\n${count.toLocaleString('en')} lines of ${hours} h loaded in ${seconds.toFixed(0)} s, peak memory ${peakGb()} GB`,
    )
  }
  const week = await openStore({ path: `${weekDir}/cloudwatch.duckdb` })
  const hour = await openStore({ path: `${hourDir}/cloudwatch.duckdb` })
  benchCompiler(week)
  await benchOverview(week, hoursOfWeek * hourMs, locationOf)
  await benchWhole(week, { name: '7d varied', range: '7d' }, locationOf)
  await benchWindow(week, hour, locationOf)
  await benchRegex(week, hoursOfWeek * hourMs)
  console.log(`\npeak memory ${peakGb()} GB`)
  await week.close()
  await hour.close()
}

runMain(main)
