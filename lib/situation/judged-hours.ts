import type { Report } from '@/lib/orders/report/report'
import type { Judged } from '@/lib/orders/watch/judged'
import { hourMs } from '@/lib/time'

interface Hour {
  /** Its end, epoch ms. */
  atMs: number
  /** Whether it is known how many orders to expect. */
  isExpecting: boolean
  tone: Report['tone']
}

const maxHours = 16 * 24

/** Counts, hour by hour, how much of the log was judged with the steps that are set. */
export function newJudgedHours() {
  /** Since when orders could be expected, epoch ms; null before. */
  let fromMs: number | null = null
  let unsure: boolean[] = []
  return {
    see({ atMs, isExpecting, tone }: Hour) {
      if (!isExpecting) return
      fromMs ??= atMs
      unsure.push(tone === 'unknown')
      if (unsure.length > 2 * maxHours) unsure = unsure.slice(-maxHours)
    },
    judged: (): Judged => ({
      fromMs,
      unsure: unsure.length === 0 ? 0 : unsure.filter(Boolean).length / unsure.length,
    }),
  }
}

/** The full hours in (fromMs, toMs], epoch ms. */
export function* hoursBetween(fromMs: number, toMs: number) {
  for (let hour = Math.floor(fromMs / hourMs) + 1; hour * hourMs <= toMs; hour += 1)
    yield hour * hourMs
}
