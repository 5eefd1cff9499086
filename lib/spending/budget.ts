/** How open pages refresh themselves: as usual, every few minutes, or not at all. */
export type Pace = 'usual' | 'slow' | 'paused'

/** Pages name this header when they ask by themselves: nobody has clicked. */
export const automaticHeader = 'x-cafewatch-automatic'

/** From this share of the day's budget on it is slow. */
const slowFrom = 0.75

/** So often a slow page asks anew. */
export const slowMinutes = 5

export function paceOf(spent: number, budget: number | null): Pace {
  if (budget === null || spent < budget * slowFrom) return 'usual'
  return spent < budget ? 'slow' : 'paused'
}
