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

/** "€627 (€420–€865)". */
export const moneyOf = ({ low, estimate, high, currency }: Money): string =>
  `${amount(estimate, currency)} (${amount(low, currency)}–${amount(high, currency)})`
