import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorsQuestions, urlQuestions } from '@/components/errors/questions'
import { overviewQuestions } from '@/components/overview/questions'
import type { Questions } from '@/components/shell/use-page'
import { readQuery, readSource } from '@/lib/aws/read'
import { run } from '@/lib/aws/run'
import { runtime } from '@/lib/aws/runtime'
import { eventsOf, openBilled } from '@/lib/aws/testdata/billed-cloudwatch'
import { catalog } from '@/lib/queries/catalog'
import type { Query } from '@/lib/queries/query'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { type Period, periodWindow, windowOf } from '@/lib/window'

// What a page costs on CloudWatch: each query that is started scans the log, and each byte is billed.

const startMs = Date.parse('2026-11-20T12:17:20Z')
const endMs = startMs + 2 * hourMs

let cloudwatch: Awaited<ReturnType<typeof openBilled>>
beforeAll(async () => {
  cloudwatch = await openBilled()
  const range = { fromMs: startMs - 9 * dayMs, toMs: endMs }
  cloudwatch.clock.ms = endMs
  await cloudwatch.put(eventsOf(range, { seed: 5, perMinute: 1, located: true }))
})
afterAll(() => cloudwatch.close())

const queriesOf = (questions: Questions) =>
  Object.values(questions).flatMap((question) =>
    'query' in question ? { name: question.query, period: question.period } : [],
  )

/** Asks a page's questions of the log, and how it is understood, all at once, as the page does. */
async function load(questions: Questions, view: View) {
  const nowMs = cloudwatch.clock.ms
  const source = readSource({ nowMs })
  const readings = await Promise.all(
    queriesOf(questions).map(({ name, period }) => readQuery(name, view, { nowMs, period })),
  )
  expect(readings.every(({ ok }) => ok)).toBe(true)
  const { newestHour } = await source
  expect(newestHour?.requests).toBeGreaterThan(0)
}

/** The same, with each question asked for as a whole. */
async function loadWhole(questions: Questions, view: View) {
  const { site } = runtime().env
  const whole = (name: keyof typeof catalog, period?: Period) => {
    const window = periodWindow(windowOf(view.range, cloudwatch.clock.ms), period)
    const query = catalog[name] as unknown as Query<unknown>
    return run({ ...query, from: undefined }, { view, window, site })
  }
  await Promise.all(queriesOf(questions).map(({ name, period }) => whole(name, period)))
}

/** Refreshes each minute, from one minute after the start on to another. */
async function refresh(questions: Questions, view: View, [from, to]: readonly [number, number]) {
  const bills: { started: string[]; bytes: number }[] = []
  for (let minute = from; minute <= to; minute += 1) {
    cloudwatch.clock.ms = startMs + minute * minuteMs
    bills.push(await cloudwatch.billOf(() => load(questions, view)))
  }
  return bills
}

const menu = '/cafe/menu.php'
test.each<[page: string, Questions, View, first: number, usual: number, most: number]>([
  ['/', overviewQuestions, { range: '15m' }, 4, 2, 4],
  ['/', overviewQuestions, { range: '1h' }, 4, 2, 4],
  ['/', overviewQuestions, { range: '3h' }, 4, 2, 4],
  ['/', overviewQuestions, { range: '24h' }, 4, 2, 4],
  ['/errors', errorsQuestions, { range: '3h' }, 3, 3, 5],
  ['/errors of one URL', urlQuestions, { range: '3h', request: menu }, 3, 2, 4],
])(
  '%s starts few queries: %#',
  async (_, questions, view, first, usual, most) => {
    cloudwatch.restart()
    cloudwatch.clock.ms = startMs
    const { started } = await cloudwatch.billOf(() => load(questions, view))
    expect(started).toHaveLength(first)
    const [minute] = await refresh(questions, view, [1, 1])
    expect(minute?.started).toHaveLength(usual)
    // Over a half hour's end: windows of the past go on, and what is kept is looked at again.
    const bills = await refresh(questions, view, [11, 19])
    expect(Math.max(...bills.map((bill) => bill.started.length))).toBeLessThanOrEqual(most)
  },
  180_000,
)

test('half an hour of refreshes of a day scans less than a hundredth of asking for all each time', async () => {
  const view: View = { range: '24h' }
  cloudwatch.restart()
  cloudwatch.clock.ms = startMs
  const whole = await cloudwatch.billOf(() => loadWhole(overviewQuestions, view))
  await load(overviewQuestions, view)
  const bills = await refresh(overviewQuestions, view, [1, 30])
  const bytes = bills.reduce((sum, bill) => sum + bill.bytes, 0)
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThan((30 * whole.bytes) / 100)
}, 180_000)
