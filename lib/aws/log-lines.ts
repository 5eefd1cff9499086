import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { TimeRange } from '@/lib/time'
import { clients, eachPage, within } from './cloudwatch'
import { calling } from './failures'
import { runtime } from './runtime'

const callLimitMs = 30_000
const maxPages = 5_000

export interface LogLine {
  /** The id of its event. */
  id: string
  message: string
  /** The name of its log stream. */
  stream: string
}

/** Reads all events of the log group in a time range, as they were sent, page by page, the next when `onLines` is done. Throws {@link Failed}. */
export async function readLogLines(
  { fromMs, toMs }: TimeRange,
  onLines: (lines: LogLine[]) => unknown,
  signal?: AbortSignal,
): Promise<void> {
  const options = { logGroupName: runtime().env.logGroup, startTime: fromMs, endTime: toMs - 1 }
  const page = (nextToken: string | undefined) =>
    clients().logs.send(
      new FilterLogEventsCommand({ ...options, nextToken }),
      within(signal, callLimitMs),
    )
  await calling(
    'logs:FilterLogEvents',
    () =>
      eachPage(
        page,
        ({ events = [] }) =>
          onLines(
            events.map(({ eventId = '', message = '', logStreamName = '' }) => ({
              id: eventId,
              message,
              stream: logStreamName,
            })),
          ),
        maxPages,
      ),
    signal,
  )
}
