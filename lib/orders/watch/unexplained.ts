import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import type { Candidate } from './shop-state'

// Where some can order, a pause must be longer.
const surelySilent = 6
const byChance = 0.005

/** Whether so many orders should have come since a moment, or the last order, that none comes any more; and how many. */
export function missingSince(record: ShopRecord, ms: number): { isSilent: boolean; mean: number } {
  const fromMs = Math.max(ms, record.orders.lastMs ?? 0)
  const { chance, mean } = record.evidence(fromMs, record.minute, 0)
  return { isSilent: mean >= surelySilent && chance < byChance, mean }
}

/** Whether surely none ordered from one moment to another, by which nothing failed yet that would explain it. */
export function wereMissing(record: ShopRecord, fromMs: number, toMs: number): boolean {
  if (record.ordersIn(fromMs, record.minute) > 0) return false
  const { chance, mean } = record.evidence(fromMs, toMs, 0)
  return mean >= surelySilent && chance < byChance
}

/** Whether what fails answers most well, and none of them has ordered since it fails: that does not explain it. */
export function explainsPart(record: ShopRecord, { outcomes, sinceMs, among }: Candidate): boolean {
  const isMost = outcomes.answered > outcomes.failed && among === null
  if (!isMost || record.sharedBy !== null || record.orders.total === 0) return false
  return record.ordersIn(sinceMs, record.minute) === 0
}

/** Whether that is surely no chance: something else is wrong, too. */
export const isMoreWrong = (record: ShopRecord, culprit: Candidate): boolean =>
  explainsPart(record, culprit) && missingSince(record, culprit.sinceMs).isSilent
