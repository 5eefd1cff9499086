import { DescribeQueriesCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askedBy } from '@/lib/asking'
import type { QueryName } from '@/lib/queries/catalog'
import { sumOf } from '@/lib/spending/ledger'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { clients } from './cloudwatch'
import { explore } from './explore'
import { readQuery, readSource } from './read'
import { runtime } from './runtime'
import { ledger, spentToday } from './spending'
import { eventsOf, openBilled } from './testdata/billed-cloudwatch'

const startMs = Date.parse('2026-11-20T12:17:20Z')

let cloudwatch: Awaited<ReturnType<typeof openBilled>>
beforeAll(async () => {
  // So dear that a few kilobytes count.
  cloudwatch = await openBilled({ variables: { PRICE_PER_GB: '1000', DAILY_BUDGET: '1000' } })
  cloudwatch.clock.ms = startMs + 2 * hourMs
  await cloudwatch.put(
    eventsOf(
      { fromMs: startMs - 2 * dayMs, toMs: startMs + 2 * hourMs },
      { seed: 3, perMinute: 1, located: true },
    ),
  )
})
afterAll(() => cloudwatch.close())
beforeEach(() => {
  cloudwatch.restart()
  cloudwatch.clock.ms = startMs
})

const view: View = { range: '24h' }
const ask = (viewer: string, names: readonly QueryName[], isAutomatic = false) =>
  askedBy({ viewer, page: '/', isAutomatic }, () =>
    Promise.all(names.map((name) => readQuery(name, view, { nowMs: cloudwatch.clock.ms }))),
  )

test('what is written down is what CloudWatch says that it scanned, and by what it was asked', async () => {
  const { bytes, started } = await cloudwatch.billOf(async () => {
    await ask('anna', ['totals', 'failing-urls'])
    const { signal } = new AbortController()
    await askedBy({ viewer: 'ben', page: '/explore' }, () =>
      explore('stats count(*) by request', { fromMs: startMs - hourMs, toMs: startMs }, { signal }),
    )
  })
  const { queries = [] } = await clients().logs.send(new DescribeQueriesCommand({}))
  const described = queries.slice(0, started.length)
  const sum = sumOf(ledger().entries())
  expect(sum.bytesScanned).toBe(bytes)
  expect(described.reduce((all, { bytesScanned = 0 }) => all + bytesScanned, 0)).toBe(bytes)
  expect(sum.queries).toBe(started.length)
  expect(spentToday()).toBeCloseTo((bytes / 2 ** 30) * 1000)
  expect(
    ledger()
      .entries()
      .filter(({ queries: count }) => count > 0)
      .map(({ day, page, question, viewer }) => ({ day, page, question, viewer })),
  ).toEqual([
    { day: '2026-11-20', page: '/', question: 'totals', viewer: 'anna' },
    { day: '2026-11-20', page: '/', question: 'failing-urls', viewer: 'anna' },
    {
      day: '2026-11-20',
      page: '/explore',
      question: 'stats count(*) by request',
      viewer: 'ben',
    },
  ])
})

test('viewers who are told what another has asked scan nothing, and that is seen as saved', async () => {
  await ask('anna', ['totals'])
  const first = sumOf(ledger().entries())
  expect(first.answeredBytes).toBe(first.bytesScanned)
  for (const viewer of ['ben', 'cleo']) await ask(viewer, ['totals'])
  const shared = sumOf(ledger().entries())
  expect(shared.bytesScanned).toBe(first.bytesScanned)
  expect(shared.answeredBytes).toBe(3 * first.bytesScanned)
  cloudwatch.clock.ms += minuteMs
  const { bytes } = await cloudwatch.billOf(() => ask('anna', ['totals']))
  const kept = sumOf(ledger().entries())
  expect(kept.bytesScanned - shared.bytesScanned).toBe(bytes)
  expect(bytes).toBeLessThan(first.bytesScanned / 50)
  const told = kept.answeredBytes - shared.answeredBytes
  expect(told / first.bytesScanned).toBeCloseTo(1, 1)
})

/** Spends a share of the day's budget. */
function spend(share: number): void {
  const { prices, dailyBudget } = runtime().env
  const bytesScanned = (((dailyBudget ?? 0) * share) / prices.gbScanned) * 2 ** 30
  const nobody = { page: null, question: null, viewer: null }
  ledger().add(nobody, { bytesScanned }, cloudwatch.clock.ms)
}

test('with most of the budget spent, pages that stand open are told the same for five minutes', async () => {
  spend(0.8)
  await ask('anna', ['totals'], true)
  const later = await cloudwatch.billOf(async () => {
    cloudwatch.clock.ms = Date.parse('2026-11-20T12:19:50Z')
    await ask('ben', ['totals'], true)
  })
  expect(later.started).toEqual([])
  const clicked = await cloudwatch.billOf(() => ask('ben', ['totals']))
  expect(clicked.started).toHaveLength(1)
  const next = await cloudwatch.billOf(async () => {
    cloudwatch.clock.ms = Date.parse('2026-11-20T12:20:10Z')
    await ask('anna', ['totals'], true)
  })
  expect(next.started).toHaveLength(1)
  const { notices } = await readSource({ nowMs: cloudwatch.clock.ms })
  expect(notices.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^Open pages refresh every 5 minutes: \$8\d\d\.\d\d of today’s budget of \$1000\.00 is spent\.$/,
    ),
  ])
})

test('with the budget spent nobody is asked until somebody clicks, and the next day goes on', async () => {
  const [before] = await ask('anna', ['totals'])
  spend(1)
  cloudwatch.clock.ms += 10 * minuteMs
  const held = await cloudwatch.billOf(async () => {
    const [reading] = await ask('anna', ['totals'], true)
    expect(reading).toMatchObject({ ok: false, failure: { kind: 'budget-spent' }, last: before })
    const { notices, failure } = await askedBy(
      { viewer: 'anna', page: '/', isAutomatic: true },
      () => readSource({ nowMs: cloudwatch.clock.ms }),
    )
    expect(notices[0]?.message).toMatch(/^Open pages no longer refresh by themselves/)
    expect(failure).toBeUndefined()
  })
  expect(held.started).toEqual([])
  const [[waiting], [clicked]] = await Promise.all([
    ask('anna', ['totals'], true),
    ask('ben', ['totals']),
  ])
  expect(waiting?.ok).toBe(false)
  expect(clicked?.ok).toBe(true)
  cloudwatch.clock.ms = Date.parse('2026-11-21T00:00:20Z')
  const [next] = await ask('anna', ['totals'], true)
  expect(next?.ok).toBe(true)
})
