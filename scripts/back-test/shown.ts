import type { BackTest, BackTests } from '@/lib/back-test/result'
import type { BlindSpots, Gap } from '@/lib/blind-spots/result'
import { missedText } from '@/lib/orders/words/missed'
import type { TimeRange } from '@/lib/time'

// What a terminal would obey or reorder: any visitor can write into a log.
const commanding = /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/gu

const escaped = (char: string) =>
  char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

/** Text that is safe in a terminal. */
export const safe = (text: string): string => text.replace(commanding, escaped)
/** The same on one line. */
const line = (text: string) => safe(text).replaceAll('\n', '\\n')

const moment = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB scanned`
const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const rangeText = ({ fromMs, toMs }: TimeRange) => `${moment(fromMs)} to ${moment(toMs)} (UTC)`

function lackLines(lacks: BackTest['lacks']): string[] {
  if (lacks === null) return []
  const lacking = lacks === 'all' ? 'in this range' : `before ${moment(lacks.untilMs)}`
  return [`  Not known: there are no datapoints ${lacking}.`]
}

/** When each alarm would have changed its state. */
export function shownBackTests({ alarms, range, queries, bytesScanned }: BackTests): string {
  const parts = alarms.map(
    ({ name, before, changes, inAlarm, minutesInAlarm, lacks, notKnown }) => [
      `${line(name)}: ${plural(inAlarm.length, 'time')} in ALARM, ${plural(minutesInAlarm, 'minute')}; before, ${before}`,
      ...table(
        changes.map(({ atMs, from, to, reason }) => [
          `  ${moment(atMs)}`,
          `${from} → ${to}`,
          line(reason),
        ]),
      ),
      ...lackLines(lacks),
      ...notKnown.map((sentence) => `  Not known: ${line(sentence)}`),
    ],
  )
  const cost = `${plural(queries.length, 'query').replace('querys', 'queries')}, ${megabytes(bytesScanned)}`
  return [`${rangeText(range)}, ${cost}`, ...parts.map((part) => `\n${part.join('\n')}`)].join('\n')
}

const titleOf = (gap: Gap) => {
  const { kind, request, status, requests, clients, ordersStopped, missedOrders } = gap
  const text = missedText({ lostOrders: missedOrders, lostMoney: null })
  const missed = text && `, ${text}`
  if (kind === 'no-orders')
    return `${ordersStopped ? 'Orders stopped' : 'Fewer orders than usual'}: ${plural(requests, 'visit')}${missed}`
  const by = clients === null ? '' : ` from ${plural(clients, 'client')}`
  return `${line(request ?? '(no URL)')} answered ${line(status ?? '?')}: ${plural(requests, 'request')}${by}${missed}`
}

function gapLines(gap: Gap, at: number): string[] {
  const { fromMs, toMs, minutes, silentAlarms, laterAlarms, watchedSince } = gap
  const { proposal, noProposal } = gap
  const watching =
    silentAlarms.length > 0
      ? ` Watching, but not raised: ${silentAlarms.map(line).join(', ')}.`
      : ''
  const later =
    laterAlarms.length > 0
      ? ` Watching now, but not evaluated then: ${laterAlarms.map(line).join(', ')}.`
      : ''
  const lines = [
    `${at + 1}. ${titleOf(gap)}`,
    `   ${moment(fromMs)} to ${moment(toMs)}. Alarms saw 0 of ${plural(minutes, 'minute')}.${watching}${later}`,
  ]
  if (watchedSince)
    return [
      ...lines,
      `   ${line(watchedSince.alarm)}, as it is now, would have been raised at ${moment(watchedSince.firesAtMs)}.`,
    ]
  if (!proposal) return [...lines, `   ${line(noProposal ?? '')}`]
  const { alarm, firesAtMs, delayMinutes, raised, falseAlarms, siteFile, commands } = proposal
  const total = `${plural(raised.minutes, 'minute')} in ALARM in total`
  const inAll =
    raised.times === 1
      ? `and at no other time: ${total}`
      : `${plural(raised.times, 'time')} in this range: ${total}, ${falseAlarms.minutes} of them outside of incidents`
  return [
    ...lines,
    `   The alarm ${line(alarm.name)} would have been raised at ${moment(firesAtMs)}, after ${plural(delayMinutes, 'minute')}, ${inAll}.`,
    '   In the site file:',
    ...safe(siteFile)
      .split('\n')
      .map((text) => `     ${text}`),
    '   On AWS:',
    ...commands.map((command) => `     ${line(command)}`),
  ]
}

/** What no alarm saw. */
export function shownBlindSpots(spots: BlindSpots): string {
  const { range, gaps, more, incidents, seen, notKnown, bytesScanned } = spots
  const found =
    incidents === 0
      ? 'Nothing went wrong that an alarm should have seen.'
      : `${plural(incidents, 'incident')}; alarms saw ${seen} of ${incidents}.`
  return [
    `${rangeText(range)}, ${megabytes(bytesScanned)}`,
    found,
    ...gaps.map((gap, at) => `\n${gapLines(gap, at).join('\n')}`),
    ...(more > 0 ? [`\nand ${more} more.`] : []),
    ...notKnown.map((sentence) => `\nNot known: ${line(sentence)}`),
  ].join('\n')
}
