import { askedFor } from '@/lib/asking'
import { readingOf } from '@/lib/aws/failures'
import { readPrelude } from '@/lib/aws/log-format'
import { readLogLines } from '@/lib/aws/log-lines'
import { readEventTimes } from '@/lib/aws/logs'
import { type Runtime, runtime } from '@/lib/aws/runtime'
import { emptyFiles } from '@/lib/log-state'
import { masked } from '@/lib/mask'
import type { ExpectedReading, IncidentsReading, SituationReading } from '@/lib/orders/reading'
import { evidenceOf } from '@/lib/orders/report/evidence'
import { nothingYet, type Report, unknownReport } from '@/lib/orders/report/report'
import { withLog } from '@/lib/orders/report/with-log'
import { after } from '@/lib/queries/insights'
import { headlineCounted, visitsBegun } from '@/lib/queries/visits-begun'
import { minuteMs } from '@/lib/time'
import type { Window } from '@/lib/window'
import { followShop, type Now, type ShopFollower } from './follow-shop'
import { readerOfLog } from './log-reader'
import { newToldMinutes, type ToldMinutes } from './told-minutes'

// Lines that the CloudWatch Agent sends arrive within seconds; a page of them is 1 MB from Amazon.
const paces = {
  aws: { lagMs: 30_000, maxLines: 400_000 },
  local: { lagMs: 3_000, maxLines: 1_500_000 },
  recorded: { lagMs: 0, maxLines: 0 },
}

/** When the next answer may be another one: while the past is being read, and afterwards. */
const soonMs = 2_000
const laterMs = 10_000

export interface FollowedShop {
  follower: ShopFollower
  /** What is to be published; null where nothing is. */
  minutes: ToldMinutes | null
  lagMs: number
}

// Next evaluates modules once per entry, and the shop must be followed once.
const key = Symbol.for('cafewatch.shop')
const holder = globalThis as { [key]?: FollowedShop & { of: Runtime; seenMs: number } }

// A clock that is corrected by less is waited for.
const correctionMs = 3 * minuteMs

/** Whether a shop is followed on when it is set up otherwise: only a change of its site begins anew. */
const isSameShop = (a: Runtime, b: Runtime) =>
  a.env === b.env ||
  (a.env.site === b.env.site &&
    a.env.logGroup === b.env.logGroup &&
    a.answer === b.answer &&
    a.now === b.now)

/** The shop of this process. */
export function followedShop(): FollowedShop {
  const current = runtime()
  const known = holder[key]
  const nowMs = current.now()
  // What was seen of a time ahead of the clock, silence above all, was not so.
  const isSetBack = known !== undefined && nowMs < known.seenMs - correctionMs
  if (known && !isSetBack && isSameShop(known.of, current)) {
    known.seenMs = Math.max(known.seenMs, nowMs)
    return known
  }
  known?.follower.stop()
  const { env, now, locationOf, localEngine } = current
  const { logGroup, site } = env
  const minutes = env.publishMetrics ? newToldMinutes(now) : null
  const follower = followShop({
    site,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    reader: readerOfLog(),
    locationOf,
    readLines: readLogLines,
    newestMs: async () => (await readEventTimes(logGroup)).newestMs,
    now,
    ...(localEngine && { version: localEngine.version }),
    ...paces[env.cloudwatch],
    ...(minutes && { onMinute: minutes.add }),
  })
  const made = { of: current, seenMs: nowMs, follower, minutes, lagMs: paces[env.cloudwatch].lagMs }
  holder[key] = made
  return made
}

/** How the shop is doing now, whatever a page shows. Never rejects. */
export const readSituation = (): Promise<SituationReading> =>
  askedFor('situation', readSituationNow)

const readSituationNow = (): Promise<SituationReading> =>
  readingOf('logs:FilterLogEvents', async () => {
    const { env, loading, now } = runtime()
    // Recordings answer only what was recorded.
    if (env.cloudwatch === 'recorded') return { ok: true, report: null, state: null }
    if (loading?.()?.done === false) {
      const report = saidWithLog({ report: unknownReport(now(), ''), state: null })
      return { ok: true, report, state: null, againInMs: soonMs }
    }
    // Addresses are personal data, and a path may have one: none leaves the server whole.
    const { report, state } = await followedShop().follower.now()
    const found = masked({ report: saidWithLog({ report, state }), state })
    const query = await visitsQueryOf(found)
    return { ok: true, ...found, ...query, againInMs: found.state ? laterMs : soonMs }
  })

/** What the number of visits in a report stands for, as a query. */
async function visitsQueryOf({ report, state }: Now): Promise<{ visitsQuery?: string }> {
  const evidence = state && evidenceOf(state, report, 'UTC').find(({ of }) => of === 'visits')
  if (!evidence) return {}
  const { fragment } = after(await readPrelude(), visitsBegun(evidence.range, runtime().env.site))
  return { visitsQuery: `${headlineCounted(state.visits)}\n${fragment}` }
}

/** What is said of the shop and of the files that it is followed in, in the server's zone. */
export function saidWithLog({ report, state }: Now): Report {
  const loading = runtime().loading?.() ?? null
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
  const said = withLog(report, { state, loading, zone })
  const why = said.headline === nothingYet && loading ? emptyFiles(loading) : null
  return why ? { ...said, details: [why] } : said
}

/** As they are: what they name may hold addresses. */
export const knownIncidents = () => holder[key]?.follower.incidents() ?? null

/** The incidents of the last days, the newest first; `situation` is one that was just read. Never rejects. */
export async function readIncidents(
  situation: Promise<SituationReading> = readSituation(),
): Promise<IncidentsReading> {
  const reading = await situation
  if (!reading.ok) return reading
  const { report, againInMs } = reading
  const follower = holder[key]?.follower
  const incidents = masked(knownIncidents())
  const [readFromMs, judged] = [follower?.readFromMs() ?? null, follower?.judged() ?? null]
  return { ok: true, report, againInMs, incidents, readFromMs, judged }
}

/** The orders to expect in the bins of a window, as the headline expects them. Never rejects. */
export async function readExpected(
  window: Window,
  situation: Promise<SituationReading> = readSituation(),
): Promise<ExpectedReading> {
  const reading = await situation
  if (!reading.ok) return reading
  const { report, againInMs } = reading
  const bins = holder[key]?.follower.expected(window) ?? null
  const isLearning = report !== null && bins === null
  return { ok: true, bins, isLearning, ...(isLearning && { againInMs }) }
}
