import { type FilteredLogEvent, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { fieldsOfLine } from '@/lib/access-log/fields-of-line'
import { extractor, valueReader } from '@/lib/filter-pattern/extract'
import { parsePattern } from '@/lib/filter-pattern/parse'
import type { TimeRange } from '@/lib/time'
import { clients, eachPage, within } from './cloudwatch'
import { calling } from './failures'
import { runtime } from './runtime'

const callLimitMs = 30_000
const maxPages = 500

export interface FilteredEvent {
  timestampMs: number
  /** What `$.size` or `$size` stands for in the event. */
  valueAt: (selector: string) => string | undefined
}

/**
 * Reads the events that a filter pattern matches, for a pattern that no query can express. `complete` is
 * false when there were more than are read. Throws {@link Failed}.
 */
export async function readFilteredEvents(
  pattern: string,
  { fromMs, toMs }: TimeRange,
  onEvent: (event: FilteredEvent) => void,
  signal?: AbortSignal,
): Promise<{ complete: boolean }> {
  // The filters of an engine here see what it read of the log; CloudWatch's see what was sent.
  const isSent = runtime().env.cloudwatch === 'aws'
  const extract = extractor(parsePattern(pattern))
  const readers = new Map<string, ReturnType<typeof valueReader>>()
  const readerOf = (selector: string) => {
    const reader = readers.get(selector) ?? valueReader(selector, extract)
    readers.set(selector, reader)
    return reader
  }
  const options = {
    logGroupName: runtime().env.logGroup,
    filterPattern: pattern,
    startTime: fromMs,
    endTime: toMs - 1,
  }
  const page = (nextToken: string | undefined) =>
    clients().logs.send(
      new FilterLogEventsCommand({ ...options, nextToken }),
      within(signal, callLimitMs),
    )
  const take = ({ timestamp = 0, message = '' }: FilteredLogEvent) => {
    const fields = isSent ? discoverFields(message) : fieldsOfLine(message)
    onEvent({
      timestampMs: timestamp,
      valueAt: (selector) => readerOf(selector)({ message, fields }),
    })
  }
  const complete = await calling(
    'logs:FilterLogEvents',
    () => eachPage(page, ({ events = [] }) => events.forEach(take), maxPages),
    signal,
  )
  return { complete }
}
