import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { Format } from '@/lib/access-log/format'
import { formatById, formats } from '@/lib/access-log/formats'
import { newLineReader, newReaderState } from '@/lib/access-log/line-reader'
import type { PatternShape } from '@/lib/counted'
import { type Fragment, preludeOf } from '@/lib/queries/insights'
import { minuteMs } from '@/lib/time'
import { clients, within } from './cloudwatch'
import { calling } from './failures'
import { share } from './flights'
import { readNewestEvent } from './logs'
import { runtime } from './runtime'

const cacheMs = 10 * minuteMs
// A group without requests so far may get some any time.
const retryMs = minuteMs
const lookbackMs = 10 * minuteMs
const maxEvents = 100
// A page of FilterLogEvents may be empty and not be the last.
const maxPages = 5
const callLimitMs = 10_000

/** Some of the newest events of the watched log group. Throws {@link Failed}. */
async function newestMessages(): Promise<string[]> {
  const { logGroup: logGroupName } = runtime().env
  const newestMs = await readNewestEvent(logGroupName)
  if (newestMs === null) return []
  const messages: string[] = []
  let nextToken: string | undefined
  for (let pages = 0; pages < maxPages && messages.length < maxEvents; pages += 1) {
    const command = new FilterLogEventsCommand({
      logGroupName,
      startTime: Math.max(0, newestMs - lookbackMs),
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

/** The format that most of these lines are in; null when none could be read as a request. */
export function formatOfLines(lines: readonly string[], nowMs: number): Format | null {
  const clock = () => nowMs
  const counts = new Map<string, number>()
  // Lines of several files come mixed, and their headers long before: the usual one of each format must do.
  const headers = formats.flatMap((format) => {
    if (format.kind !== 'header') return []
    const reader = newLineReader({ formats: [format], clock })
    for (const line of format.samples) reader.read(line)
    return reader.state().header
  })
  for (const header of [null, ...headers]) {
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

/**
 * The format of the watched log group's events: the one that the settings name, or that of its newest
 * events. Null when these are in none, or cannot be read: the query itself reports why.
 */
export async function readLogFormat(): Promise<Format | null> {
  const current = runtime()
  const { env, logFormat, foundFormat, flights, now } = current
  if (logFormat) return logFormat
  if (foundFormat && foundFormat.untilMs > now()) return foundFormat.value
  const find = async () => formatOfLines(await newestMessages(), now())
  try {
    const value = await share(`format ${env.logGroup}`, find, { flights, now, cacheMs: retryMs })
    if (value) current.foundFormat = { value, untilMs: now() + cacheMs }
    return value
  } catch {
    return null
  }
}

/** The format of the events as they were sent; null where they have our fields already. */
async function sentFormat(): Promise<Format | null> {
  // The engine of this process has read the log itself; recordings answer only what was recorded.
  return runtime().env.cloudwatch === 'aws' ? readLogFormat() : null
}

/** What stands before each query of the dashboard; null for nothing. */
export async function readPrelude(): Promise<Fragment | null> {
  const format = await sentFormat()
  return format && preludeOf(format)
}

/** Where metric filters find what is counted; undefined for our own fields. */
export const readPatternShape = async (): Promise<PatternShape | undefined> =>
  (await sentFormat())?.pattern
