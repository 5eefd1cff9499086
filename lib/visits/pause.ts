/** Whoever pauses for longer begins another visit. */
export const visitPauseMs = 30 * 60_000
