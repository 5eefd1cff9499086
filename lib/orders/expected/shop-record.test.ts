import { expect, test } from 'vitest'
import { hourMs, minuteMs } from '@/lib/time'
import { newShopRecord } from './shop-record'

const beginMs = Date.parse('2026-11-24T00:00:00Z')
const second = 1_000
const clockOf = (ms: number) => ({
  hour: new Date(ms).getUTCHours(),
  weekday: new Date(ms).getUTCDay(),
})

/** A shop whose only step is the order: three come in the first half of each minute, and are there at once. */
function busyShop(hours: number) {
  const record = newShopRecord({ steps: 1, isOpen: () => true, clockOf })
  const endMs = beginMs + hours * hourMs
  let lastMs = 0
  for (let ms = beginMs; ms < endMs; ms += minuteMs) {
    record.begin(ms + minuteMs)
    for (let at = ms; at < ms + 24 * second; at += 8 * second) {
      record.came(0, at)
      record.came(1, at)
      record.order({ client: String(at), startMs: at, askedMs: [at], orders: 1 }, at)
      lastMs = at
    }
  }
  return { record, endMs, lastMs }
}

test('those who ordered in the minute of the last order are not missed after it', () => {
  const { record, endMs, lastMs } = busyShop(30)
  record.begin(endMs + minuteMs)
  // Three are usual in a minute: that none comes is rare, and no proof of anything.
  const { chance, mean } = record.evidence(lastMs, endMs + minuteMs, 0)
  expect(mean).toBeLessThan(5)
  expect(chance).toBeGreaterThan(Math.exp(-5))
})

test('those who asked for the order since are missed', () => {
  const { record, endMs, lastMs } = busyShop(30)
  for (let minute = 1; minute <= 2; minute += 1) {
    for (let at = 0; at < 3; at += 1) record.came(1, endMs + (minute - 1) * minuteMs + at)
    record.begin(endMs + minute * minuteMs)
  }
  const { chance } = record.evidence(lastMs, endMs + 2 * minuteMs, 0)
  expect(chance).toBeLessThan(1e-6)
})

/** Ten days on which an order comes every tenth minute, or every `last`th in the four hours before the end. */
function daysThatVary(last: number) {
  const record = newShopRecord({ steps: 1, isOpen: () => true, clockOf })
  const endMs = beginMs + 10 * 24 * hourMs
  for (let ms = beginMs; ms < endMs; ms += minuteMs) {
    record.begin(ms + minuteMs)
    // Hours are not all alike: some have half as many, some half as many again.
    const every = ms >= endMs - 4 * hourMs ? last : ([7, 10, 20][Math.floor(ms / hourMs) % 5] ?? 10)
    if ((ms / minuteMs) % every < 1)
      record.order({ client: String(ms), startMs: ms, askedMs: [ms], orders: 1 }, ms)
  }
  record.begin(endMs + hourMs)
  return record.ordersByLevel(endMs, endMs + hourMs)?.rate ?? Number.NaN
}

test('of a silence on a busy day more is expected than usual, and less on a quiet one', () => {
  const [quiet, usual, busy] = [60, 10, 4].map(daysThatVary) as [number, number, number]
  expect(usual).toBeGreaterThan(5)
  expect(usual).toBeLessThan(8)
  expect(quiet).toBeLessThan(0.8 * usual)
  expect(busy).toBeGreaterThan(1.2 * usual)
})
