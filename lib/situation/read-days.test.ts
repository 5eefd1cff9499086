import { expect, test } from 'vitest'
import { newLineReader } from '@/lib/access-log/line-reader'
import { endMs, madeLog } from '@/lib/setup/testdata/made-log'
import { readLog } from '@/lib/setup/testdata/read-log'
import { dayMs, type TimeRange } from '@/lib/time'
import { readDays } from './read-days'

const shop = { browse: ['GET /', 'GET /menu'], order: ['POST /order 303'] }

/** Reads a log of some days as the log group gives it. */
async function readingOf(days: number, visitsADay = 24) {
  const lines = madeLog({ ...shop, days, visitsADay })
  const times = readLog(lines, endMs).map(({ timeMs }) => timeMs)
  const asked: TimeRange[] = []
  const counts: number[] = []
  const read = await readDays({
    reader: newLineReader({ clock: () => endMs }),
    readLines: async (range, onLines) => {
      asked.push(range)
      const within = lines.flatMap((message, at) => {
        const ms = times[at] ?? 0
        return ms >= range.fromMs && ms < range.toMs
          ? [{ id: String(at), message, stream: '' }]
          : []
      })
      onLines([...within, { id: `x${asked.length}`, message: 'no request', stream: '' }])
    },
    newestMs: async () => times.at(-1) ?? null,
    now: () => endMs,
    onLines: (count) => counts.push(count),
  })
  return { read, asked, counts, lines }
}

test('all of a short log, in the order of its times; lines that are no requests are counted', async () => {
  const { read, asked, counts, lines } = await readingOf(2)
  expect(read.requests).toHaveLength(lines.length)
  expect(read.lines).toBe(lines.length + asked.length)
  expect(read.requests.map(({ timeMs }) => timeMs)).toEqual(
    read.requests.map(({ timeMs }) => timeMs).sort((a, b) => a - b),
  )
  expect(counts.at(-1)).toBe(read.lines)
  expect(new Set(read.offsets.map(({ minutes }) => minutes))).toEqual(new Set([0]))
})

test('at most seven days, the newest first', async () => {
  const { read, asked } = await readingOf(20)
  const from = Math.min(...asked.map(({ fromMs }) => fromMs))
  expect(asked[0]?.toMs).toBeGreaterThan(endMs - dayMs)
  expect((asked[0]?.toMs ?? 0) - from).toBe(7 * dayMs)
  expect(read.limit).toBe('days')
  expect(read.requests[0]?.timeMs).toBeGreaterThanOrEqual(from)
})

test('nothing is asked of an empty log', async () => {
  const { read, asked } = await readingOf(0)
  expect(read).toEqual({ requests: [], lines: 0, limit: null, offsets: [] })
  expect(asked).toEqual([])
})
