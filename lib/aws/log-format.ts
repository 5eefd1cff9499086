import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { declaredFormat } from '@/lib/access-log/declared/declare'
import { discoverFields } from '@/lib/access-log/discover-fields'
import type { Format } from '@/lib/access-log/format'
import { formatById, formats } from '@/lib/access-log/formats'
import { newLineReader, newReaderState } from '@/lib/access-log/line-reader'
import { routerMembers, type SentFormat } from '@/lib/access-log/sent-format'
import type { PatternShape } from '@/lib/order-pattern/shape'
import { type Fragment, preludeOf } from '@/lib/queries/insights'
import { minuteMs } from '@/lib/time'
import { clients, within } from './cloudwatch'
import { calling } from './failures'
import { share } from './flights'
import { readEventTimes } from './logs'
import { runtime } from './runtime'

const cacheMs = 10 * minuteMs
// A group without requests so far may get some any time.
const retryMs = minuteMs
// FilterLogEvents gives the oldest events first: so it is asked for ever longer times before the newest.
const lookbacksMs = [2_000, minuteMs, 10 * minuteMs]
const enoughEvents = 20
const maxEvents = 100
// A page of FilterLogEvents may be empty and not be the last.
const maxPages = 5
const callLimitMs = 10_000

/** Some of the newest events of the watched log group. Throws {@link Failed}. */
async function newestMessages(): Promise<string[]> {
  const { newestMs } = await readEventTimes(runtime().env.logGroup)
  if (newestMs === null) return []
  let messages: string[] = []
  for (const lookbackMs of lookbacksMs) {
    messages = await messagesSince(Math.max(0, newestMs - lookbackMs))
    if (messages.length >= enoughEvents) break
  }
  return messages
}

async function messagesSince(startTime: number): Promise<string[]> {
  const { logGroup: logGroupName } = runtime().env
  const messages: string[] = []
  let nextToken: string | undefined
  for (let pages = 0; pages < maxPages && messages.length < maxEvents; pages += 1) {
    const command = new FilterLogEventsCommand({
      logGroupName,
      startTime,
      limit: maxEvents,
      nextToken,
    })
    const page = await calling('logs:FilterLogEvents', () =>
      clients().logs.send(command, within(undefined, callLimitMs)),
    )
    messages.push(...(page.events ?? []).flatMap(({ message }) => message ?? []))
    nextToken = page.nextToken
    if (!nextToken) break
  }
  return messages
}

/** The usual header lines of the formats that have one: those of a stream may be long past. */
function usualHeaders(clock: () => number) {
  return formats.flatMap((format) => {
    if (format.kind !== 'header') return []
    const reader = newLineReader({ formats: [format], clock })
    for (const line of format.samples) reader.read(line)
    return reader.state().header
  })
}

/** The format that most of these lines are in; null when none could be read as a request. */
function formatOf(lines: readonly string[], clock: () => number): Format | null {
  const counts = new Map<string, number>()
  for (const header of [null, ...usualHeaders(clock)]) {
    const reader = newLineReader({ clock }, { ...newReaderState(), header })
    for (const line of lines) {
      if (reader.read(line).kind !== 'request') continue
      const { format } = reader.state()
      if (format !== null) counts.set(format, (counts.get(format) ?? 0) + 1)
    }
    if (counts.size > 0) break
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most ? formatById(most[0]) : null
}

/** What most of these events hold: lines, or what a log router has made of them. Null when no requests. */
export function formatOfEvents(messages: readonly string[], nowMs: number): SentFormat | null {
  const clock = () => nowMs
  for (const member of routerMembers) {
    const lines = messages.flatMap((message) => discoverFields(message)?.[member] ?? [])
    const format = formatOf(lines, clock)
    // Of JSON within a text CloudWatch discovers no fields.
    if (format && format.kind !== 'json') return { format, member }
  }
  const format = formatOf(messages, clock)
  return format && { format }
}

/**
 * How the watched log group's events are to be read: as the settings say, or as the newest ones show.
 * Null when these are in no known format, or cannot be read: the query itself reports why.
 */
export async function readLogFormat(): Promise<SentFormat | null> {
  const current = runtime()
  const { env, foundFormat, flights, now } = current
  const declared = env.logFormats.all
  if (declared !== null) return { format: declaredFormat(declared) }
  if (foundFormat && foundFormat.untilMs > now()) return foundFormat.value
  const find = async () => formatOfEvents(await newestMessages(), now())
  try {
    const value = await share(`format ${env.logGroup}`, find, { flights, now, cacheMs: retryMs })
    if (value) current.foundFormat = { value, untilMs: now() + cacheMs }
    return value
  } catch {
    return null
  }
}

/** The same; null where the events have our fields already. */
async function sentFormat(): Promise<SentFormat | null> {
  // The engine of this process has read the log itself; recordings answer only what was recorded.
  return runtime().env.cloudwatch === 'aws' ? readLogFormat() : null
}

/** What stands before each query of the dashboard; null for nothing. */
export async function readPrelude(): Promise<Fragment | null> {
  const found = await sentFormat()
  return found && preludeOf(found)
}

/** Where metric filters find what is counted; undefined for our own fields. */
export async function readPatternShape(): Promise<PatternShape | undefined> {
  const found = await sentFormat()
  return found && !found.member ? found.format.pattern : undefined
}
