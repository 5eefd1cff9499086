export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** From inclusive, to exclusive; epoch ms. */
export interface TimeRange {
  fromMs: number
  toMs: number
}
