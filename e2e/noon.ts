/**
 * When the log of the stories ends: at noon, eight days ago. The shop's history and the values of minutes go
 * back 15 days, and alarms of a log that is loaded a week, so that a day that stands here would not do for long.
 */
export const noonMs = Date.parse(process.env.STORIES_NOON ?? '')

/** Some time of that day: `T11:20:00Z`. */
export const thatDay = (time: string): string =>
  new Date(`${new Date(noonMs).toISOString().slice(0, 10)}${time}`).toISOString()

/** Its last three hours, as the address of a page has it. */
export const lastHours = `range=custom&from=${thatDay('T09:00:00Z')}&to=${thatDay('T12:00:00Z')}`
