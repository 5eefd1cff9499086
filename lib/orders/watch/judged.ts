/** Which part of the log it was known of whether orders were missing. */
export interface Judged {
  /** From when on enough was known to expect orders, epoch ms; null while it is not. */
  fromMs: number | null
  /** The share of the hours since in which chance and trouble could not be told apart, 0 to 1. */
  unsure: number
}
