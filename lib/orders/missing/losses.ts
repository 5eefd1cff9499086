import { type Estimate, missing } from '@/lib/orders/expected/distributions'
import type { OrderWay } from '@/lib/orders/expected/order-way'
import type { Rate } from '@/lib/orders/expected/rate'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import type { Trouble } from '@/lib/orders/failing/trouble'
import type { Visit } from '@/lib/visits/visits'

export interface Cost {
  /** People's visits that met it, and how many of them ordered afterwards. */
  visits: number
  ordered: number
  lost: Estimate
}

interface Met {
  atMs: number
  /** The chance that the visit would have ordered by now. */
  each: number
  spread: number
}

/** From so many visits on, hardly any orders among them are no chance. */
const leastKnown = 50

/** The furthest step that a visit had asked for at a moment, as a source of orders. */
function sourceAt({ askedMs }: Visit, atMs: number): number {
  for (let step = askedMs.length - 1; step >= 0; step -= 1)
    if ((askedMs[step] as number) <= atMs) return step + 1
  return 0
}

/** What visits that met troubles would have ordered: each counts once, from where it met the first of them. */
export function newLosses(record: ShopRecord, way: OrderWay) {
  /** The share of those who ask for something beside the steps that order. */
  function conversionBeside(key: string, usual: Rate): Rate {
    const own = way.conversion(key)
    if (own && way.isOfWay(key)) return own
    const { came, ordered } = way.outcomes(key)
    // Whoever searches may hardly ever order.
    return came >= leastKnown && ordered < usual.rate * came
      ? { rate: (ordered + 0.5) / (came + 1), spread: usual.spread + 1 / (ordered + 1) }
      : usual
  }

  function chanceOf({ key, step }: Trouble, visit: Visit, atMs: number): Omit<Met, 'atMs'> {
    const source = step === -1 ? sourceAt(visit, atMs) : step + 1
    const usual = record.history.conversion(source, atMs)
    const { rate, spread } = step === -1 ? conversionBeside(key, usual) : usual
    const isOpen = record.isOpen(atMs)
    return { each: isOpen ? rate * record.shareWithin(source, record.minute - atMs) : 0, spread }
  }

  /** Each visit of several troubles once. */
  function merged(troubles: readonly Trouble[]): Map<Visit, Met> {
    const met = new Map<Visit, Met>()
    for (const trouble of troubles)
      for (const { visit, atMs } of trouble.affected) {
        // Whoever gets further in spite of it was the likelier to order: taking the surest would count twice.
        if (atMs < (met.get(visit)?.atMs ?? Number.POSITIVE_INFINITY))
          met.set(visit, { atMs, ...chanceOf(trouble, visit, atMs) })
      }
    return met
  }

  return (troubles: readonly Trouble[]): Cost => {
    const [only] = troubles
    // What is answered otherwise may be an order all the same, of the same second.
    const mayOrder = only?.failure === 'otherwise'
    let [visits, mean, variance, spread, ordered] = [0, 0, 0, 0, 0]
    const count = (visit: Visit, atMs: number, each: number, one: number) => {
      if (visit.verdict().kind !== 'person') return
      visits += 1
      mean += each
      variance += each * (1 - each)
      spread += each * one
      if (visit.lastOrderMs > atMs || (mayOrder && visit.lastOrderMs === atMs)) ordered += 1
    }
    if (only && troubles.length === 1)
      for (const { visit, atMs } of only.affected) {
        const { each, spread: one } = chanceOf(only, visit, atMs)
        count(visit, atMs, each, one)
      }
    else
      for (const [visit, { atMs, each, spread: one }] of merged(troubles))
        count(visit, atMs, each, one)
    const lost = missing(mean, ordered, mean > 0 ? spread / mean : 0, variance)
    // However many order in spite of it, one who does not may be lost.
    const high = Math.max(lost.high, mean > 0 ? Math.min(1, visits - ordered) : 0)
    return { visits, ordered, lost: { ...lost, high } }
  }
}
