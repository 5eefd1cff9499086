import type { Estimate } from './distributions'

/** The orders to expect in a bin, of the visits that came in it. */
export interface ExpectedBin {
  /** Start, epoch ms. */
  bin: number
  /** With the interval that holds the orders in 95 of 100 bins; null where nothing is known. */
  orders: Estimate | null
  /** What it should hold when it is over; null where it is over, and where that is not known. */
  whole: number | null
  /** No order can come in any of it. */
  isClosed: boolean
}
