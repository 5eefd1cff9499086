import type { Estimate } from '@/lib/orders/expected/distributions'
import type { Site } from '@/lib/site'

export interface Money extends Estimate {
  /** Such as EUR. */
  currency: string
}

/** From here on, cents say nothing. */
const wholeFrom = 100

const written = (values: readonly number[], currency: string): string[] => {
  const isWhole =
    Math.max(...values) >= wholeFrom || (values.length > 1 && values.every(Number.isInteger))
  const format = new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency,
    ...(isWhole && { maximumFractionDigits: 0 }),
  })
  return values.map((value) => format.format(value))
}

/** An amount, without cents from a hundred on. */
export const amount = (value: number, currency: string): string =>
  written([value], currency).join('')

/** What orders are worth; null when no one has said what one is. */
export function moneyFor(
  lost: Estimate | null,
  { currency, averageOrder }: Pick<Site, 'currency' | 'averageOrder'>,
): Money | null {
  if (!lost || averageOrder === null) return null
  return {
    low: lost.low * averageOrder,
    estimate: lost.estimate * averageOrder,
    high: lost.high * averageOrder,
    currency,
  }
}

/** In whole cents, or what the currency has. */
function inCents({ low, estimate, high, currency }: Money): Money {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  const [least = 0, about = 0, most = 0] = [low, estimate, high].map((value) =>
    Number(value.toFixed(digits)),
  )
  return { low: least, estimate: about, high: most, currency }
}

/** What a trouble cost; null where it is not known. */
export interface Missed {
  lostOrders: Estimate | null
  lostMoney: Money | null
}

/** Orders as they are said: in whole numbers, their interval outwards. */
export const wholeOrders = ({ low, estimate, high }: Estimate): Estimate => ({
  low: Math.floor(low),
  estimate: Math.round(estimate),
  high: Math.ceil(high),
})

/** What the orders are worth as they are said, so that whoever multiplies finds the same. */
function moneyOfSaid(lostOrders: Estimate, { currency, ...money }: Money): Money {
  const said = wholeOrders(lostOrders)
  const of = (name: keyof Estimate) =>
    lostOrders[name] === 0 ? 0 : (money[name] * said[name]) / lostOrders[name]
  return { low: of('low'), estimate: of('estimate'), high: of('high'), currency }
}

/**
 * What the orders that are said to be missed are worth: "about 1 order (0–3)" of €14.50 is €14.50
 * (€0.00–€43.50). The exact numbers stay as they are in the report. Null where it is not known, or not even
 * one was missed.
 */
export function moneySaid({ lostOrders, lostMoney }: Missed): Money | null {
  if (!lostMoney || !lostOrders || lostOrders.estimate < 0.5) return null
  return moneyOfSaid(lostOrders, lostMoney)
}

/** What a trouble cost as it is said, for programs: whole orders, and what they are worth to the cent. */
export const missedSaid = ({ lostOrders, lostMoney }: Missed): Missed => ({
  lostOrders: lostOrders && wholeOrders(lostOrders),
  lostMoney: lostOrders && lostMoney && inCents(moneyOfSaid(lostOrders, lostMoney)),
})

/** "€627" and "€420–€865", all with as many decimals. */
export function moneyParts({ low, estimate, high, currency }: Money) {
  const [least = '', about = '', most = ''] = written([low, estimate, high], currency)
  return { about, range: `${least}–${most}` }
}

/** "€627 (€420–€865)". */
export function moneyOf(money: Money): string {
  const { about, range } = moneyParts(money)
  return `${about} (${range})`
}

/** What orders that were missed are worth; a dash where it is not known, or not even one was missed. */
export function moneyLost(missed: Missed): string {
  const money = moneySaid(missed)
  return money ? moneyOf(money) : '—'
}
