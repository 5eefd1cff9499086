import { expect, test } from 'vitest'
import { beginMs, type CafeStory, cafeLog, moment } from '@/lib/orders/stories/testdata/cafe'
import { watchSite } from '@/lib/orders/watch/watch-site'
import { defaultSite, type Site } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import { newExpectedOrders } from './expected-orders'

const binMs = 30 * minuteMs
const isOrder = ({ method, status }: { method: string; status: number }) =>
  method === 'POST' && status < 400

/** A café followed until the end of its story. */
function followed(story: CafeStory, site: Site = defaultSite) {
  const lines = cafeLog(story).sort((a, b) => a.timeMs - b.timeMs)
  const watch = watchSite(site, 'UTC', (state) => expected.see(state))
  const expected = newExpectedOrders(watch)
  for (const [at, line] of lines.entries()) {
    if (at > 0) expected.goOn(line.timeMs)
    watch.see(line)
  }
  watch.at(story.untilMs)
  const ordersIn = (bin: number) =>
    lines.filter((line) => isOrder(line) && line.timeMs >= bin && line.timeMs < bin + binMs).length
  const bins = (fromMs: number, toMs: number) =>
    expected
      .bins({ fromMs, toMs, binMs }, story.untilMs)
      .map((bin) => ({ ...bin, seen: ordersIn(bin.bin) }))
  return { bins, watch, expected }
}

test('of a shop in which all is well, the band holds the orders of 95 of 100 bins', () => {
  const { bins } = followed({ untilMs: moment(6, '00:00') })
  const found = bins(moment(1, '00:00'), moment(6, '00:00'))
  const held = found.filter(
    ({ orders, seen }) => orders && orders.low <= seen && seen <= orders.high,
  )
  expect(found).toHaveLength(240)
  expect(held.length / found.length).toBeGreaterThan(0.95)
  const sum = (of: (bin: (typeof found)[number]) => number) =>
    found.reduce((total, bin) => total + of(bin), 0)
  const share = sum(({ orders }) => orders?.estimate ?? 0) / sum(({ seen }) => seen)
  expect(share).toBeGreaterThan(0.9)
  expect(share).toBeLessThan(1.1)
})

test('while the menu fails, orders are expected of those who come, as before', () => {
  const brokenMs = moment(4, '10:00')
  const { bins } = followed({
    untilMs: moment(4, '14:00'),
    answer: (_, path, atMs) => (path.endsWith('menu.php') && atMs >= brokenMs ? 500 : 200),
  })
  const [before, ...later] = bins(brokenMs - binMs, moment(4, '14:00'))
  expect(before?.seen).toBeGreaterThan(5)
  for (const { orders, seen } of later.slice(1)) {
    expect(seen).toBe(0)
    expect(orders?.low).toBeGreaterThan(0)
  }
})

test('the menu is mended: orders are expected at once, as they come', () => {
  const [brokenMs, mendedMs] = [moment(4, '10:00'), moment(4, '11:00')]
  const { expected } = followed({
    untilMs: moment(4, '14:00'),
    answer: (_, path, atMs) =>
      path.endsWith('menu.php') && atMs >= brokenMs && atMs < mendedMs ? 500 : 200,
  })
  const window = { fromMs: mendedMs, toMs: mendedMs + 2 * minuteMs, binMs: 2 * minuteMs }
  const [first] = expected.bins(window, moment(4, '14:00'))
  expect(first?.orders?.estimate).toBeGreaterThan(0.3)
})

test('a campaign that brings three times the visits and half the orders of each stays in the band', () => {
  const [fromMs, toMs] = [moment(4, '10:00'), moment(4, '14:00')]
  const isCampaign = (atMs: number) => atMs >= fromMs && atMs < toMs
  const { bins } = followed({
    untilMs: moment(4, '16:00'),
    visitsAnHour: (hour, atMs) => (hour < 8 || hour >= 22 ? 2 : isCampaign(atMs) ? 180 : 60),
    buyers: (atMs) => (isCampaign(atMs) ? 0.2 : 0.4),
  })
  for (const { orders, seen } of bins(fromMs + binMs, toMs)) {
    expect(orders?.low).toBeLessThanOrEqual(seen)
    expect(orders?.high).toBeGreaterThanOrEqual(seen)
  }
})

test('while nothing is logged, what is usual at this hour was to be expected', () => {
  const [fromMs, toMs] = [moment(4, '10:00'), moment(4, '12:00')]
  const { bins } = followed({
    untilMs: moment(4, '16:00'),
    answer: (_method, _path, atMs) => (atMs >= fromMs && atMs < toMs ? 0 : 200),
  })
  for (const { orders, seen } of bins(fromMs + binMs, toMs)) {
    expect(seen).toBe(0)
    expect(orders?.estimate).toBeGreaterThan(8)
    expect(orders?.estimate).toBeLessThan(20)
  }
})

test('nothing is expected before enough is known, when the shop is closed, and after the log', () => {
  const openingHours = { zone: 'UTC', mon: ['08:00-22:00'], tue: ['08:00-22:00'] }
  const { bins } = followed(
    { untilMs: moment(1, '12:10'), visitsAnHour: (hour) => (hour < 8 || hour >= 22 ? 0 : 60) },
    { ...defaultSite, openingHours },
  )
  const found = bins(beginMs, moment(1, '14:00'))
  const at = (day: number, time: string) => found.find(({ bin }) => bin === moment(day, time))
  expect(at(0, '08:00')).toMatchObject({ orders: null, isClosed: false })
  expect(at(0, '12:00')?.orders?.estimate).toBeGreaterThan(5)
  expect(at(1, '03:00')).toMatchObject({ orders: { estimate: 0, high: 0 }, isClosed: true })
  expect(at(1, '11:30')).toMatchObject({ isClosed: false, whole: null })
  expect(at(1, '11:30')?.orders?.estimate).toBeGreaterThan(5)
  expect(at(1, '13:00')).toMatchObject({ orders: null, whole: null })
})

test('a bin that is not over should hold what came and what comes at this hour', () => {
  const { bins } = followed({ untilMs: moment(4, '12:10') })
  const [unfinished] = bins(moment(4, '12:00'), moment(4, '12:10'))
  expect(unfinished?.orders?.estimate).toBeLessThan(8)
  expect(unfinished?.whole).toBeGreaterThan(8)
  expect(unfinished?.whole).toBeLessThan(20)
})

test('no bin is judged by what came in it: what comes later changes none', () => {
  const story = (untilMs: number): CafeStory => ({
    untilMs,
    buyers: (atMs) => (atMs < moment(3, '12:00') ? 0.4 : 0.9),
  })
  const range = [moment(3, '00:00'), moment(3, '12:00')] as const
  const early = followed(story(moment(3, '14:30'))).bins(...range)
  const late = followed(story(moment(5, '00:00'))).bins(...range)
  expect(late).toEqual(early)
})

test('a silence of days is not walked through, and says nothing', () => {
  const endMs = moment(1, '12:00')
  const { watch } = followed({ untilMs: endMs })
  const expected = newExpectedOrders(watch)
  expected.goOn(endMs)
  expected.goOn(endMs + 500 * 24 * hourMs)
  expect(
    expected.bins({ fromMs: endMs, toMs: endMs + hourMs, binMs }, endMs + hourMs),
  ).toMatchObject([{ orders: null }, { orders: null }])
})
