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
