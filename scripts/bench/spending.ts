import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { overviewQuestions } from '@/components/overview/questions'
import { readAlarms } from '@/lib/aws/alarms'
import { readQuery, readSource } from '@/lib/aws/read'
import { runtime } from '@/lib/aws/runtime'
import { ledger } from '@/lib/aws/spending'
import { openBilled } from '@/lib/aws/testdata/billed-cloudwatch'
import { random } from '@/lib/demo/random'
import { readEnv } from '@/lib/env'
import { bytes, full } from '@/lib/format'
import { startEngine } from '@/lib/local/engine'
import { startInWorker } from '@/lib/local/reading/read-in-worker'
import type { Question } from '@/lib/queries/question'
import { type Counts, sumOf } from '@/lib/spending/ledger'
import { costOf, dollars } from '@/lib/spending/prices'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { type RangeName, windowOf } from '@/lib/window'
import { combinedTime } from '../combined-time'
import { dir, group } from './lines'

const startMs = Date.parse('2026-11-20T12:17:20Z')
const minutes = 60
const endMs = startMs + minutes * minuteMs
/** Pages and what belongs to them; the rest of a visit are pictures. */
const way = ['/cafe', '/cafe/menu.php', '/cafe/menu.php?page=2', '/cafe/cart.php']
const requestsOfVisit = 30
const failingShare = 0.005

/** A log that has no room here is stored in part: one of so many requests, from the same visitors and with as many failures. */
const storedOneOf = (visitsADay: number) => (visitsADay > 500_000 ? 10 : 1)

/** Visits of people to a shop in one hour: how many requests they are, and the combined lines that are stored. */
function visitsOf(fromMs: number, visitsADay: number) {
  const oneOf = storedOneOf(visitsADay)
  const chance = random(1, Math.floor(fromMs / hourMs))
  const lines: { ms: number; text: string }[] = []
  let requests = 0
  for (let visit = 0; visit < Math.round(visitsADay / 24); visit += 1) {
    const client = `${20 + chance.below(150)}.${chance.below(250)}.${chance.below(250)}.${1 + chance.below(250)}`
    const agent = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + chance.below(60)}.0.0.0 Safari/537.36`
    const beganMs = fromMs + chance.below(hourMs)
    const orders = chance.next() < 0.05
    for (let at = 0; at < requestsOfVisit; at += 1) {
      const ms = beganMs + at * 5_000 + chance.below(4_000)
      if (ms >= fromMs + hourMs || ms > endMs) continue
      requests += 1
      const isOrder = orders && at === requestsOfVisit - 1
      if (at % oneOf > 0 && !isOrder) continue
      const page = at % 7 === 0 ? way[Math.floor(at / 7) % way.length] : null
      const path = isOrder
        ? '/cafe/processOrder.php'
        : (page ?? `/cafe/images/${chance.below(300)}.jpg`)
      const status = isOrder ? 302 : chance.next() < failingShare * oneOf ? 404 : 200
      lines.push({
        ms,
        text: `${client} - - [${combinedTime(ms)}] "${isOrder ? 'POST' : 'GET'} ${path} HTTP/1.1" ${status} ${chance.below(90_000)} "https://cafe.example/" "${agent}"\n`,
      })
    }
  }
  return { requests, lines: lines.sort((a, b) => a.ms - b.ms) }
}

/** The hours that the page looks at: two days, and the day of a week ago. */
function* hoursLookedAt() {
  for (let ms = Math.floor((endMs - 8.1 * dayMs) / hourMs) * hourMs; ms < endMs; ms += hourMs)
    if (endMs - ms > 6.9 * dayMs || endMs - ms < 2.1 * dayMs) yield ms
}

/** A store with the log of so many visits a day; made once. */
async function storeOf(visitsADay: number): Promise<string> {
  const folder = `${dir}/spending-${visitsADay}`
  if (existsSync(folder)) return folder
  const [unfinished, file] = [`${folder}.part`, `${folder}.log`]
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  const out = openSync(file, 'w')
  for (const ms of hoursLookedAt())
    writeSync(
      out,
      visitsOf(ms, visitsADay)
        .lines.map(({ text }) => text)
        .join(''),
    )
  closeSync(out)
  const engine = await startEngine({
    dataDir: unfinished,
    logGroup: group,
    accessLog: [file],
    clock: () => endMs,
    locationOf: () => null,
    startReading: startInWorker(),
    log: () => {},
  })
  await engine.loaded
  await engine.close()
  rmSync(file)
  renameSync(unfinished, folder)
  return folder
}

/** All that an overview asks, at the time of the clock. */
async function load(range: RangeName, nowMs: number): Promise<void> {
  const view = { range }
  const questions = Object.values<Question>(overviewQuestions).flatMap((one) =>
    'query' in one ? one : [],
  )
  const { fromMs } = windowOf(range, nowMs)
  const readings = await Promise.all([
    ...questions.map(({ query, period }) => readQuery(query, view, { nowMs, period })),
    readAlarms({ nowMs, fromMs }),
    readSource({ nowMs }),
  ])
  const failed = readings.find((reading) => 'ok' in reading && !reading.ok)
  if (failed) throw new Error(JSON.stringify(failed).slice(0, 1_000))
}

/** The bytes of a day's log, and how much of a log of all requests is stored. */
function logOfDay(visitsADay: number) {
  const { requests, lines } = visitsOf(startMs, visitsADay)
  const stored = lines.reduce((sum, { text }) => sum + text.length - 1, 0)
  const share = lines.length / requests
  return { bytes: (24 * stored) / share, share }
}

/** A page that is opened and stays open, on CloudWatch with so many visits a day. */
async function dayOf(visitsADay: number, range: RangeName): Promise<void> {
  const dataDir = await storeOf(visitsADay)
  const log = logOfDay(visitsADay)
  const cloudwatch = await openBilled({ engine: { dataDir } })
  try {
    cloudwatch.clock.ms = endMs
    await cloudwatch.watch({ ...readEnv({}).monitoring, archive: false })
    // The engine knows the fields of a file that it has read: queries need no prelude.
    cloudwatch.restart().foundFormat = { value: null, untilMs: Number.POSITIVE_INFINITY }
    const ask = async (minute: number) => {
      cloudwatch.clock.ms = startMs + minute * minuteMs
      await load(range, cloudwatch.clock.ms)
      return sumOf(ledger().entries())
    }
    const first = await ask(0)
    for (let minute = 1; minute <= minutes; minute += 1) await ask(minute)
    const all = sumOf(ledger().entries())
    const { prices } = runtime().env
    const each = (of: (sum: Counts) => number) =>
      of(first) + ((of(all) - of(first)) * 24 * 60) / minutes
    const scanned = (sum: Counts) => sum.bytesScanned / log.share
    const day = {
      bytesScanned: each(scanned),
      metrics: each((sum) => sum.metrics),
      queries: each((sum) => sum.queries),
    }
    const whole = { bytesScanned: each((sum) => sum.answeredBytes / log.share) }
    console.log(
      [
        `${full(visitsADay)} visits and ${bytes(log.bytes)} of log a day${log.share < 1 ? ` (${(log.share * 100).toFixed(1)} % of its requests are stored, and what was scanned is divided by that)` : ''}`,
        `${range} opened: ${full(first.queries)} queries, ${bytes(scanned(first))} scanned`,
        `open for a day: ${full(Math.round(day.queries))} queries, ${bytes(day.bytesScanned)} scanned (${(day.bytesScanned / log.bytes).toFixed(1)} times the log), ${full(Math.round(day.metrics))} metrics, ${dollars(costOf(day, prices))}`,
        `all asked each minute: ${bytes(whole.bytesScanned)}, ${dollars(costOf(whole, prices))}`,
      ].join('; '),
    )
  } finally {
    await cloudwatch.close()
  }
}

const measured: readonly RangeName[] = ['24h', '3h']

/** What a page costs that is open for a day: an hour of refreshes, times 24. `only` names one of its periods. */
export async function benchSpending(visits: readonly number[], only?: string): Promise<void> {
  for (const one of visits)
    for (const range of measured.filter((name) => only === undefined || name === only))
      await dayOf(one, range)
}
