import type { Estimate } from './distributions'

export interface Money extends Estimate {
  /** Such as EUR. */
  currency: string
}

/** An amount, without cents from ten on. */
export const amount = (value: number, currency: string): string =>
  new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency,
    maximumFractionDigits: value < 10 ? 2 : 0,
  }).format(value)

/** "€420–€865". */
export const rangeOf = ({ low, high, currency }: Money): string =>
  `${amount(low, currency)}–${amount(high, currency)}`

/** "€627 (€420–€865)". */
export const moneyOf = (money: Money): string =>
  `${amount(money.estimate, money.currency)} (${rangeOf(money)})`

/** What a trouble cost; null where it is not known. */
export interface Missed {
  lostOrders: Estimate | null
  lostMoney: Money | null
}

/** What orders that were missed are worth; a dash where it is not known, or not even one was missed. */
export const moneyLost = ({ lostOrders, lostMoney }: Missed): string =>
  lostMoney !== null && (lostOrders?.estimate ?? 0) >= 0.5 ? moneyOf(lostMoney) : '—'
