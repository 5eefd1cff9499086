import { askedFor, asking } from '@/lib/asking'
import { catalog, type QueryName, type RowOf } from '@/lib/queries/catalog'
import type { Query } from '@/lib/queries/query'
import { wordOf } from '@/lib/queries/question'
import type { Reading, Rows } from '@/lib/reading'
import { settleWithin } from '@/lib/settle'
import type { Site } from '@/lib/site'
import type { NewestHour, SourceStatus } from '@/lib/source'
import { slowMinutes } from '@/lib/spending/budget'
import { hourMs, minuteMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { type Period, periodWindow, windowOf } from '@/lib/window'
import { failureOf } from './failures'
import { share } from './flights'
import { readNotices } from './local-engine'
import { readEventTimes } from './logs'
import { readNewestHour } from './newest-hour'
import { newRest } from './rest'
import { run } from './run'
import { type AskedOfLate, type LastReading, runtime } from './runtime'
import { budgetNotices, pacedMs, paceNow, spendingNow, spent } from './spending'
import { unchangedFromNow } from './unchanged'

interface Options {
  nowMs: number
  /** Read this period instead of the view's. */
  period?: Period
  signal?: AbortSignal
  /** Asked before anybody does. */
  isForNobody?: boolean
}

/** The time of the pages; a recording has its own. */
export const nowMs = (): number => runtime().now()

/** Who answers: CloudWatch, which bills for it, the engine or recordings. */
export const cloudwatchMode = (): SourceStatus['mode'] => runtime().env.cloudwatch

export const watchedSite = (): Site => runtime().env.site

// The next window is another question, and what has come late is seen in it.
const readingMs = { local: hourMs, aws: minuteMs, recorded: hourMs }
// What failed is asked again by the next viewer, but not by each of many at once.
const failedMs = { local: 0, aws: 5_000, recorded: 0 }

const maxLast = 300
const maxAsked = 60

function noteAsked(key: string, asked: AskedOfLate): void {
  const current = runtime()
  current.askedOfLate ??= new Map()
  const { askedOfLate } = current
  askedOfLate.delete(key)
  askedOfLate.set(key, asked)
  const [oldest] = askedOfLate.size > maxAsked ? askedOfLate.keys() : []
  if (oldest !== undefined) askedOfLate.delete(oldest)
}

/** Remembers a good reading; with one that failed goes the last good one of the same view, where there was one. */
function withLast<Row>(key: string, reading: Reading<Row>): Reading<Row> {
  const current = runtime()
  current.lastReadings ??= new Map()
  const { lastReadings } = current
  if (!reading.ok) {
    // Under this key stand readings of one query.
    const last = lastReadings.get(key)?.reading as Rows<Row> | undefined
    return last ? { ...reading, last } : reading
  }
  // While the log is loaded, what is not there yet is soon there.
  if (current.loading?.()?.done === false) return reading
  lastReadings.delete(key)
  // The store knows that nothing has been added since; elsewhere nobody does.
  const newestMs = current.localEngine ? current.now() : reading.asOfMs
  lastReadings.set(key, { reading, newestMs })
  const [oldest] = lastReadings.size > maxLast ? lastReadings.keys() : []
  if (oldest !== undefined) lastReadings.delete(oldest)
  return reading
}

/** Names a question: readings of other windows of the same view go by the same key. */
function keyOf(name: QueryName, view: View, period?: Period): string {
  const { logGroup, site } = runtime().env
  return JSON.stringify([name, view, period, logGroup, site.secretParameters, site.steps])
}

/** The newest good reading of a query of this view, of whatever window. */
export const lastReading = (
  name: QueryName,
  view: View,
  period?: Period,
): LastReading | undefined => runtime().lastReadings?.get(keyOf(name, view, period))

const notAtAll = { local: -1, aws: -1, recorded: -1 }

/** How long a reading is handed out again: never what says of one viewer that this one asks too often, or not in person. */
function lastsMs(reading: Reading<unknown>) {
  const { kind } = reading.ok ? { kind: null } : reading.failure
  if (kind === 'asked-too-often' || kind === 'budget-spent') return notAtAll
  if (kind !== null) return failedMs
  return paceNow() === 'usual' ? readingMs : { ...readingMs, aws: slowMinutes * minuteMs }
}

/** Asks once more where nobody in person has asked, but somebody does now. */
async function inPerson<Row>(
  read: () => Promise<Reading<Row>>,
  isAutomatic: boolean,
): Promise<Reading<Row>> {
  const reading = await read()
  const isHeldBack = !reading.ok && reading.failure.kind === 'budget-spent'
  return isHeldBack && !isAutomatic ? read() : reading
}

/**
 * Runs one query of the catalog for a view. Whoever asks the same of the same window gets the same
 * reading: it is made once. Rejects only with the signal's reason.
 */
export const readQuery = <Name extends QueryName>(
  name: Name,
  view: View,
  options: Options,
): Promise<Reading<RowOf<Name>>> =>
  askedFor(wordOf({ query: name, period: options.period }), () => readOne(name, view, options))

async function readOne<Name extends QueryName>(
  name: Name,
  view: View,
  { nowMs, period, signal, isForNobody = false }: Options,
): Promise<Reading<RowOf<Name>>> {
  const { env, flights, now } = runtime()
  const window = periodWindow(windowOf(view.range, pacedMs(nowMs)), period)
  // The compiler does not follow a name to its query and row together; the catalog does.
  const query = catalog[name] as unknown as Query<RowOf<Name>>
  const context = { view, window, site: env.site }
  const { fragment } = query.text(context)
  const key = keyOf(name, view, period)
  if (!isForNobody) noteAsked(key, { name, view, period, atMs: now() })
  const unchanged = unchangedFromNow(window)
  const rested = newRest()
  const read = () =>
    share(
      JSON.stringify(['reading', name, fragment, window, env.logGroup, env.site.secretParameters]),
      (stop) => run(query, context, stop),
      {
        flights,
        now,
        cacheMs: (reading) => {
          rested.ended()
          return lastsMs(reading)[env.cloudwatch]
        },
        isCurrent: unchanged && (() => rested.isResting() || unchanged()),
        signal,
      },
    )
  const reading = await inPerson(read, asking().isAutomatic)
  if (reading.ok) spent({ answers: 1, answeredBytes: reading.wholeBytes ?? reading.bytesScanned })
  return withLast(key, reading)
}

// While files are loaded the engine has more to do, and nobody waits for it to say that.
const loadingLimitMs = 100

/** What was known when it was asked for last, where it is not asked for now. */
async function unlessBudgetSpent(read: () => Promise<NewestHour | null>) {
  const current = runtime()
  try {
    current.lastNewestHour = await read()
  } catch (error) {
    if (failureOf(error, 'logs:StartQuery').kind !== 'budget-spent') throw error
  }
  return current.lastNewestHour ?? null
}

/** What is newest in the log group, beside the newest request that was followed. Throws {@link Failed}. */
async function readNewest(followedMs: number | null, nowMs: number, signal?: AbortSignal) {
  const { env, flights, now } = runtime()
  const cacheMs = env.cloudwatch === 'aws' ? 30_000 : 500
  const readTimes = () => readEventTimes(env.logGroup)
  const times = await share(`newest ${env.logGroup}`, readTimes, { flights, now, cacheMs, signal })
  const newestHour = await unlessBudgetSpent(() =>
    readNewestHour({ nowMs, eventMs: times.newestMs, requestMs: followedMs, signal }),
  )
  const requests = [followedMs, newestHour?.newestRequestMs].filter((ms) => ms != null)
  const newestEventMs = requests.length > 0 ? Math.min(Math.max(...requests), nowMs) : null
  return { newestHour, newestEventMs, oldestEventMs: times.oldestMs }
}

/** Where the numbers come from and how far they have arrived. Never rejects. */
export const readSource = (options: Pick<Options, 'nowMs' | 'signal'>): Promise<SourceStatus> =>
  askedFor('source', () => readSourceFor(options))

async function readSourceFor({
  nowMs,
  signal,
}: Pick<Options, 'nowMs' | 'signal'>): Promise<SourceStatus> {
  const { env, loading: loadingOf, simulated } = runtime()
  const loading = loadingOf?.() ?? null
  const followed = loading?.files.flatMap(({ newestRequestMs }) => newestRequestMs ?? []) ?? []
  const followedMs = followed.length > 0 ? Math.min(Math.max(...followed), nowMs) : null
  const known = {
    mode: env.cloudwatch,
    logGroup: env.logGroup,
    simulated,
    loading,
    newestEventMs: followedMs,
    newestHour: null,
    prices: env.prices,
    spending: spendingNow(),
  }
  if (loading?.done === false) {
    const { notices } = await settleWithin(loadingLimitMs, { notices: readNotices(nowMs) })
    return { ...known, notices: notices ?? [] }
  }
  const [newest, notices] = await Promise.allSettled([
    readNewest(followedMs, nowMs, signal),
    readNotices(nowMs),
  ])
  const found = notices.status === 'fulfilled' ? notices.value : []
  const status = { ...known, notices: [...found, ...budgetNotices()] }
  return newest.status === 'fulfilled'
    ? { ...status, ...newest.value }
    : { ...status, failure: failureOf(newest.reason, 'logs:DescribeLogStreams') }
}
