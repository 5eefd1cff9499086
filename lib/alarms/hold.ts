/** What a person did about an alarm: muted it, or said that it has been seen. Moments are epoch ms. */
export interface Muted {
  /** Null when the end of the mute is not known. */
  untilMs: number | null
  /** The name of the rule; null when it was muted by hand on its page. */
  rule: string | null
}

export interface Acknowledged {
  by: string
  atMs: number
  /** Empty when none was written. */
  note: string
}

export const maxName = 60
export const maxNote = 120
/** CloudWatch mutes no longer. */
export const maxMuteDays = 15
