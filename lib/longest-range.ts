// Next evaluates modules once per entry; this exists once a process.
const key = Symbol.for('cafewatch.longest-range')
const holder = globalThis as { [key]?: number }

/** Says once, at the start of the server, how many days may be asked for at once. */
export function setLongestRange(days: number): void {
  holder[key] = days
}

/** How many days may be asked for at once. */
export const longestRangeDays = (): number => holder[key] ?? 400
