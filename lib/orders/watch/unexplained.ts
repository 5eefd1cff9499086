import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import { togetherMs } from '@/lib/orders/failing/together'
import type { Candidate } from './shop-state'

// Where some can order, a pause must be longer.
const surelySilent = 6
const byChance = 0.005
/** Fewer that come in spite of it are strays. */
const leastBeside = 0.2

/** `part`: of what was expected, the part that nothing explains the lack of. */
function silence(record: ShopRecord, fromMs: number, toMs: number, part = 1) {
  const { chance, mean } = record.evidence(fromMs, toMs, 0)
  return { isSilent: part * mean >= surelySilent && chance ** part < byChance, mean }
}

/** Whether so many orders should have come since a moment, or the last order, that none comes any more; and how many. */
export const missingSince = (record: ShopRecord, ms: number, part = 1) =>
  silence(record, Math.max(ms, record.orders.lastMs ?? 0), record.minute, part)

/** The part of the missing orders that what fails does not explain: all, unless others went on to come in spite of it. */
export function partBeside(
  { orders, minute }: ShopRecord,
  { sinceMs, lost }: Candidate,
  came: number,
) {
  const part = came / Math.max(1, came + lost.estimate)
  const isBeside = (orders.lastMs ?? minute) - sinceMs > togetherMs && part >= leastBeside
  return isBeside ? part : 1
}

/** Whether surely orders were missing from one moment to another, and none has come since. */
export const wereMissing = (record: ShopRecord, fromMs: number, toMs: number): boolean =>
  record.ordersIn(fromMs, record.minute) === 0 && silence(record, fromMs, toMs).isSilent

/** Whether what fails answers most well, and none of them has ordered since it fails: that does not explain it. */
export function explainsPart(record: ShopRecord, { outcomes, sinceMs, among }: Candidate): boolean {
  const isMost = outcomes.answered > outcomes.failed && among === null
  if (!isMost || record.sharedBy !== null || record.orders.total === 0) return false
  return record.ordersIn(sinceMs, record.minute) === 0
}

/** Whether that is surely no chance: something else is wrong, too. */
export const isMoreWrong = (record: ShopRecord, culprit: Candidate): boolean =>
  explainsPart(record, culprit) && missingSince(record, culprit.sinceMs).isSilent
