/** A moment's parts in UTC, as the functions of the same names give them. */
export const calendar = {
  minute: (date: Date) => date.getUTCMinutes(),
  hour: (date: Date) => date.getUTCHours(),
  /** Monday is 1. */
  day: (date: Date) => date.getUTCDay() || 7,
  date: (date: Date) => date.getUTCDate(),
  month: (date: Date) => date.getUTCMonth() + 1,
  year: (date: Date) => date.getUTCFullYear(),
  epoch: (date: Date) => date.getTime() / 1000,
}
