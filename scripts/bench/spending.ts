import { overviewQuestions } from '@/components/overview/questions'
import { readAlarms } from '@/lib/aws/alarms'
import { readQuery, readSource } from '@/lib/aws/read'
import { runtime } from '@/lib/aws/runtime'
import { ledger } from '@/lib/aws/spending'
import { type LogEvent, openBilled } from '@/lib/aws/testdata/billed-cloudwatch'
import { random } from '@/lib/demo/random'
import { readEnv } from '@/lib/env'
import { bytes } from '@/lib/format'
import type { Question } from '@/lib/queries/question'
import { sumOf } from '@/lib/spending/ledger'
import { costOf, dollars, listPrices } from '@/lib/spending/prices'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { windowOf } from '@/lib/window'
import { combinedTime } from '../combined-time'

const startMs = Date.parse('2026-11-20T12:17:20Z')
const minutes = 60
const view = { range: '24h' } as const
/** Pages and what belongs to them; the rest of a visit are pictures. */
const way = ['/cafe', '/cafe/menu.php', '/cafe/menu.php?page=2', '/cafe/cart.php']
const requestsOfVisit = 30

/** Visits of people to a shop, of one hour, as combined lines. */
function visitsOf(fromMs: number, visits: number, seed: number): LogEvent[] {
  const chance = random(seed, Math.floor(fromMs / hourMs))
  const events: LogEvent[] = []
  for (let visit = 0; visit < visits; visit += 1) {
    const client = `${20 + chance.below(150)}.${chance.below(250)}.${chance.below(250)}.${1 + chance.below(250)}`
    const agent = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + chance.below(60)}.0.0.0 Safari/537.36`
    const beganMs = fromMs + chance.below(hourMs)
    const orders = chance.next() < 0.05
    for (let at = 0; at < requestsOfVisit; at += 1) {
      const ms = beganMs + at * 5_000 + chance.below(4_000)
      const page = at % 7 === 0 ? way[Math.floor(at / 7) % way.length] : null
      const isOrder = orders && at === requestsOfVisit - 1
      const path = isOrder
        ? '/cafe/processOrder.php'
        : (page ?? `/cafe/images/${chance.below(300)}.jpg`)
      const status = isOrder ? 302 : chance.next() < 0.005 ? 404 : 200
      events.push({
        timestamp: ms,
        message: `${client} - - [${combinedTime(ms)}] "${isOrder ? 'POST' : 'GET'} ${path} HTTP/1.1" ${status} ${chance.below(90_000)} "https://cafe.example/" "${agent}"`,
      })
    }
  }
  return events.filter(({ timestamp }) => timestamp < fromMs + hourMs)
}

/** All that an overview asks, at the time of the clock. */
async function load(nowMs: number): Promise<void> {
  const questions = Object.values<Question>(overviewQuestions).flatMap((one) =>
    'query' in one ? one : [],
  )
  const { fromMs } = windowOf(view.range, nowMs)
  const readings = await Promise.all([
    ...questions.map(({ query, period }) => readQuery(query, view, { nowMs, period })),
    readAlarms({ nowMs, fromMs }),
    readSource({ nowMs }),
  ])
  const failed = readings.find((reading) => 'ok' in reading && !reading.ok)
  if (failed) throw new Error(JSON.stringify(failed).slice(0, 1_000))
}

/** A page over 24 hours that is opened and stays open, on CloudWatch with so many visits a day. */
async function dayOf(visitsADay: number): Promise<void> {
  const cloudwatch = await openBilled({
    variables: { LOG_FORMAT: 'combined' },
  })
  try {
    cloudwatch.clock.ms = startMs + minutes * minuteMs
    const endMs = cloudwatch.clock.ms
    let logged = 0
    // What is compared: a day ago, and a week.
    for (let ms = startMs - 8.5 * dayMs; ms < endMs; ms += hourMs) {
      const beforeMs = endMs - ms
      if (beforeMs > 2.5 * dayMs && beforeMs < 6.5 * dayMs) continue
      const events = visitsOf(ms, Math.round(visitsADay / 24), 1)
      await cloudwatch.put(events.filter(({ timestamp }) => timestamp <= endMs))
      if (ms >= endMs - dayMs)
        logged += events.reduce((sum, { message }) => sum + message.length, 0)
    }
    await cloudwatch.watch(readEnv({}).monitoring)
    cloudwatch.restart()
    const ask = async (minute: number) => {
      cloudwatch.clock.ms = startMs + minute * minuteMs
      await load(cloudwatch.clock.ms)
      return sumOf(ledger().entries())
    }
    const first = await ask(0)
    for (let minute = 1; minute <= minutes; minute += 1) await ask(minute)
    const all = sumOf(ledger().entries())
    const { prices } = runtime().env
    const each = (of: (sum: typeof all) => number) =>
      of(first) + ((of(all) - of(first)) * 24 * 60) / minutes
    const day = {
      bytesScanned: each((sum) => sum.bytesScanned),
      metrics: each((sum) => sum.metrics),
      answeredBytes: each((sum) => sum.answeredBytes),
    }
    console.log(
      [
        `${visitsADay.toLocaleString('en')} visits and ${bytes(logged)} of log a day`,
        `opened: ${bytes(first.bytesScanned)} scanned`,
        `open for a day: ${bytes(day.bytesScanned)} scanned (${(day.bytesScanned / logged).toFixed(1)} times the log), ${Math.round(day.metrics).toLocaleString('en')} metrics, ${dollars(costOf({ bytesScanned: day.bytesScanned, metrics: day.metrics }, prices))}`,
        `all asked each minute: ${bytes(day.answeredBytes)}, ${dollars(costOf({ bytesScanned: day.answeredBytes }, listPrices))}`,
      ].join('; '),
    )
  } finally {
    await cloudwatch.close()
  }
}

/** What a page costs that is open for a day: an hour of refreshes, times 24. */
export async function benchSpending(visits: readonly number[]): Promise<void> {
  for (const one of visits) await dayOf(one)
}
