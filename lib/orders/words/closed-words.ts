import { clock, counted, moment } from '@/lib/format'
import type { Closed } from '@/lib/orders/failing/closed-days'

interface Context {
  atMs: number
  zone: string
}

const weekdayOf = (ms: number, zone: string) =>
  new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: zone }).format(ms)

/** "Closed since 00:04, as on the last 2 Sundays: every page answers 302." */
export function closedSentence({ before, sinceMs, statuses }: Closed, context: Context): string {
  const { atMs, zone } = context
  const [last] = before
  const day = weekdayOf(last?.sinceMs ?? sinceMs, zone)
  const count = before.length === 1 ? `last ${day}` : `the last ${counted(before.length, day)}`
  const since = moment(sinceMs, atMs, zone)
  return `Closed since ${since}, as on ${count}: every page answers ${statuses.join(' or ')}.`
}

/** "Every page has answered 302 since 00:04, as on Sun 22 Nov from 00:02 to 23:57." */
export function maybeClosedSentence({ before, sinceMs, statuses }: Closed, context: Context) {
  const { atMs, zone } = context
  const [last] = before
  const then = last
    ? `, as from ${moment(last.sinceMs, atMs, zone)} to ${clock(last.lastMs, zone)}`
    : ''
  return `Every page has answered ${statuses.join(' or ')} since ${moment(sinceMs, atMs, zone)}${then}: it is not known whether the shop is closed.`
}
