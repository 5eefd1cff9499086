import { setImmediate as turn } from 'node:timers/promises'
import type { LineReader } from '@/lib/access-log/line-reader'
import type { LogLine } from '@/lib/aws/log-lines'
import { type LogOffset, mostOften, offsetIn } from '@/lib/setup/log-offset'
import { dayMs, hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { newOwnTexts } from '@/lib/visits/own-texts'
import { newVisitLines } from '@/lib/visits/visit-lines'
import type { VisitRequest } from '@/lib/visits/visits'

interface ReadOptions {
  reader: LineReader
  readLines: (range: TimeRange, onLines: (lines: LogLine[]) => void) => Promise<void>
  /** When the newest line of the log was written, epoch ms; null when there is none. */
  newestMs: () => Promise<number | null>
  now: () => number
  /** Told how many lines have been read so far. */
  onLines: (lines: number) => void
}

/** The requests of the last days, in the order of their times. */
export interface ReadDays {
  requests: VisitRequest[]
  lines: number
  /** Why it was not read further back; null when there was no more. */
  limit: 'days' | 'lines' | null
  /** What the lines' own times are written with, the newest part first. */
  offsets: LogOffset[]
}

const maxDaysMs = 7 * dayMs
const maxLines = 400_000
const partMs = 6 * hourMs

/** Reads the last days of the log, the newest part first: at most 7 days and 400,000 lines. */
export async function readDays(options: ReadOptions): Promise<ReadDays> {
  const { reader, readLines, newestMs, now, onLines } = options
  const newest = await newestMs()
  if (newest === null) return { requests: [], lines: 0, limit: null, offsets: [] }
  const withOwnTexts = newOwnTexts()
  // What is proposed does not depend on where clients are.
  const lineOf = newVisitLines(reader, () => null)
  const endMs = Math.min(now(), newest) + minuteMs
  const requests: VisitRequest[] = []
  let lines = 0
  const offsets: LogOffset[] = []
  let oldestPart = 0
  for (let to = endMs; to > endMs - maxDaysMs && lines < maxLines; to -= partMs) {
    const before = lines
    const written = new Map<number, number>()
    await readLines({ fromMs: to - partMs, toMs: to }, (page) => {
      for (const { message } of page) {
        const line = lineOf(message)
        if (line) lines += 1
        if (!line || !('client' in line)) continue
        requests.push(withOwnTexts(line))
        const offset = offsetIn(message)
        if (offset !== null) written.set(offset, (written.get(offset) ?? 0) + 1)
      }
      onLines(lines)
    })
    oldestPart = lines - before
    const minutes = mostOften(written)
    if (minutes !== null) offsets.push({ atMs: to - partMs / 2, minutes })
    await turn()
  }
  requests.sort((a, b) => a.timeMs - b.timeMs)
  const limit = lines >= maxLines ? 'lines' : oldestPart > 0 ? 'days' : null
  return { requests, lines, limit, offsets }
}
