export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
export type Weekday = (typeof weekdays)[number]

/** As a site file says it: `{ "zone": "Europe/Berlin", "mon": ["08:00-22:00"] }`. A day without hours is closed. */
export type OpeningHours = { zone: string } & Partial<Record<Weekday, readonly string[]>>

const minuteOf = (text: string) => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}

/** Whether a shop takes orders at a minute of a weekday, by its own clock. */
export function isOpenAt(
  hours: OpeningHours | undefined,
  weekday: number,
  minuteOfDay: number,
): boolean {
  if (!hours) return true
  const ranges = hours[weekdays[weekday] as Weekday] ?? []
  return ranges.some((range) => {
    const [from = '', to = ''] = range.split('-')
    return minuteOfDay >= minuteOf(from) && minuteOfDay < minuteOf(to)
  })
}

/** Closed every night, for shops that have no hours of their own. */
export const closedNights = (zone: string): OpeningHours => ({
  zone,
  ...Object.fromEntries(weekdays.map((day) => [day, ['08:00-22:00']])),
})
