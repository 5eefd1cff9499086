import { beforeEach, expect, test } from 'vitest'
import { newReaders, noLogSettings } from '@/lib/access-log/declared/readers'
import { logLines } from '@/lib/demo/visitors'
import { defaultSite } from '@/lib/site'
import { dayMs, hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { followShop } from './follow-shop'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const failsFromMs = noonMs - 20 * minuteMs
let nowMs = 0
let lines: { timeMs: number; message: string }[] = []
let reads: TimeRange[] = []
let minutesTold = 0

beforeEach(() => {
  nowMs = noonMs
  lines = []
  reads = []
  minutesTold = 0
})

function log(...messages: Iterable<string>[]) {
  for (const each of messages)
    for (const message of each)
      lines.push({ timeMs: Date.parse(JSON.parse(message).time), message })
}

const follow = (version?: () => number) =>
  followShop({
    ...(version && { version }),
    site: defaultSite,
    zone: 'UTC',
    reader: newReaders(noLogSettings, () => nowMs)('log'),
    locationOf: () => null,
    async readLines(range, onLines) {
      reads.push(range)
      const found = lines.flatMap(({ timeMs, message }, at) =>
        timeMs >= range.fromMs && timeMs < range.toMs && timeMs <= nowMs
          ? [{ id: String(at), message, stream: '' }]
          : [],
      )
      await onLines(found)
    },
    newestMs: async () =>
      lines.reduce(
        (newest, { timeMs }) => (timeMs <= nowMs ? Math.max(newest, timeMs) : newest),
        0,
      ),
    now: () => nowMs,
    lagMs: 0,
    maxLines: 1_000_000,
    onMinute: () => {
      minutesTold += 1
    },
  })

const isLearning = (headline: string) => headline.startsWith('Reading the log ')

/** The report once the past has been read. */
async function learned(follower: ReturnType<typeof follow>) {
  for (;;) {
    const { report } = await follower.now()
    if (isLearning(report.headline)) continue
    nowMs += 3_000
    return report
  }
}

test('who asks first is told that the past is being read; then what it is like now', async () => {
  log(logLines(noonMs - 9 * hourMs, noonMs + hourMs, 7, []))
  const follower = follow()
  expect((await follower.now()).report).toMatchObject({ kind: 'unknown', tone: 'unknown' })
  expect(await learned(follower)).toMatchObject({ kind: 'ok', tone: 'calm', sinceMs: null })
})

test('a menu that fails is said, with since when, and that it is over', async () => {
  const recoversMs = noonMs + 15 * minuteMs
  const outage = { fromMs: failsFromMs, toMs: recoversMs }
  log(logLines(noonMs - 9 * hourMs, noonMs + 2 * hourMs, 7, [outage]))
  const follower = follow()
  const report = await learned(follower)
  expect(report).toMatchObject({
    tone: 'trouble',
    culprit: { method: 'GET', request: '/cafe/menu.php', status: 500 },
  })
  expect(Math.abs((report.sinceMs ?? 0) - failsFromMs)).toBeLessThan(2 * minuteMs)
  nowMs = recoversMs + 15 * minuteMs
  expect((await follower.now()).report).toMatchObject({ kind: 'ok', tone: 'calm' })
})

test('lines are counted once, however often they are read, and late ones too', async () => {
  log(logLines(noonMs - 6 * hourMs, noonMs + hourMs, 7, []))
  const [alone, often] = [follow(), follow()]
  await learned(often)
  for (; nowMs < noonMs + 40 * minuteMs; nowMs += 97_000) await often.now()
  const { details } = await learned(alone)
  expect((await often.now()).report.details).toEqual(details)
})

test('nothing is read while no lines have been added, but once a minute', async () => {
  log(logLines(noonMs - 6 * hourMs, noonMs + hourMs, 7, []))
  let version = 1
  const [follower, other] = [follow(() => version), follow()]
  await learned(follower)
  nowMs += 3_000
  await follower.now()
  const after = async (seconds: number) => {
    nowMs += seconds * 1_000
    reads = []
    await follower.now()
    return reads.length
  }
  expect([await after(10), await after(40)]).toEqual([0, 0])
  version += 1
  expect([await after(61), await after(65)]).toEqual([1, 1])
  // Of what was not ahead of the clock then, all has been read.
  expect(reads).toEqual([{ fromMs: nowMs - 65_000, toMs: nowMs + minuteMs }])
  const { details } = await learned(other)
  expect((await follower.now()).report.details).toEqual(details)
})

test('of a log that goes on hardly more than what is new is read, and once a minute what came late', async () => {
  log(logLines(noonMs - 6 * hourMs, noonMs + hourMs, 7, []))
  let version = 1
  const follower = follow(() => version)
  await learned(follower)
  await follower.now()
  const lateMs = nowMs - 4 * minuteMs
  log(logLines(lateMs, lateMs + minuteMs, 8, []))
  const after = async (seconds: number) => {
    nowMs += seconds * 1_000
    reads = []
    version += 1
    await follower.now()
    return reads.map(({ fromMs }) => nowMs - fromMs)
  }
  expect(await after(10)).toEqual([43_000])
  expect(await after(3)).toEqual([33_000])
  version -= 1
  expect(await after(3)).toEqual([])
  expect(await after(50)).toEqual([5 * minuteMs + 53_000])
  expect(await after(3)).toEqual([33_000])
  const { details } = await learned(follow())
  expect((await follower.now()).report.details).toEqual(details)
})

test('a log that has ended says since when nothing came, without going through years', async () => {
  log(logLines(noonMs - 9 * hourMs, noonMs, 7, []))
  nowMs = noonMs + 900 * dayMs
  const report = await learned(follow())
  expect(report).toMatchObject({ kind: 'no-traffic', tone: 'trouble' })
  expect(report.headline).toMatch(
    /^Nothing has been logged since 20 Nov 2026 11:5\d \(900 days\)\.$/,
  )
  expect(minutesTold).toBeLessThan((7 * dayMs) / minuteMs)
})

test('started while nothing comes, it says so, however old the oldest lines are', async () => {
  const [message = ''] = logLines(noonMs - minuteMs, noonMs, 7, [])
  for (let timeMs = noonMs - 4 * dayMs; timeMs < noonMs; timeMs += minuteMs) {
    const time = new Date(timeMs).toISOString()
    lines.push({ timeMs, message: message.replace(/"time":"[^"]+"/, `"time":"${time}"`) })
  }
  nowMs = noonMs + 30 * minuteMs
  expect(await learned(follow())).toMatchObject({ kind: 'no-traffic', tone: 'trouble' })
})

test('lines that are no requests are said to be not understood', async () => {
  lines = [{ timeMs: noonMs - minuteMs, message: 'Fatal error: out of memory' }]
  expect(await learned(follow())).toMatchObject({
    kind: 'not-understood',
    tone: 'unknown',
    headline: 'The only line could not be read as a request.',
  })
  expect(minutesTold).toBe(0)
})

test('a log that cannot be read is asked again', async () => {
  let isDown = true
  log(logLines(noonMs - 6 * hourMs, noonMs, 7, []))
  const follower = followShop({
    site: defaultSite,
    zone: 'UTC',
    reader: newReaders(noLogSettings, () => nowMs)('log'),
    locationOf: () => null,
    async readLines(_, onLines) {
      if (isDown) throw new Error('Access denied')
      await onLines(lines.map(({ message }, at) => ({ id: String(at), message, stream: '' })))
    },
    newestMs: async () => noonMs,
    now: () => nowMs,
    lagMs: 0,
    maxLines: 1,
  })
  await expect(
    (async () => {
      for (;;) await follower.now()
    })(),
  ).rejects.toThrow('Access denied')
  // That it is tried again is no news.
  for (let times = 0; times < 20; times += 1)
    await expect(follower.now()).rejects.toThrow('Access denied')
  isDown = false
  await expect.poll(() => follower.now().catch(() => null)).not.toBeNull()
  expect(await learned(follower)).toMatchObject({ tone: 'calm' })
})

test('a line of twenty years ago holds nothing up, and changes nothing', async () => {
  log(logLines(noonMs - 6 * hourMs, noonMs + hourMs, 7, []))
  const alone = await learned(follow())
  nowMs = noonMs
  const old = lines[9]?.message.replace('"time":"2026', '"time":"2006') ?? ''
  lines.splice(10, 0, { timeMs: lines[9]?.timeMs ?? 0, message: old })
  const beside = await learned(follow())
  expect(beside).toMatchObject({ kind: alone.kind, tone: alone.tone })
  expect(minutesTold).toBeLessThan(dayMs / minuteMs)
})

test('before the log has answered, neither learning nor an empty log is spoken of', async () => {
  log(logLines(noonMs - hourMs, noonMs, 7, []))
  const { report } = await follow().now()
  expect(report).toMatchObject({
    tone: 'unknown',
    headline: 'Reading the log to learn what is usual here.',
    details: ['Its last hours are read first, and no line of them has come yet.'],
  })
})

test('while the past is looked through it is said how far that has come', async () => {
  log(logLines(noonMs - 9 * hourMs, noonMs, 7, []))
  const follower = follow()
  const told: string[] = []
  for (;;) {
    const { report } = await follower.now()
    if (!isLearning(report.headline)) break
    told.push(...report.details)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(told.at(-1)).toMatch(
    /^Looking through [\d,]+ lines, the oldest first: those of the last \d+ (?:min|h|days) are left\.$/,
  )
})

test('of the past it is said from when on it was judged: not before a day of orders is known', async () => {
  const beganMs = noonMs - 40 * hourMs
  log(logLines(beganMs, noonMs + hourMs, 7, []))
  const follower = follow()
  expect(follower.judged()).toBeNull()
  await learned(follower)
  const { fromMs, unsure } = follower.judged() ?? { fromMs: null, unsure: 1 }
  expect(fromMs).toBeGreaterThan(beganMs + 12 * hourMs)
  expect(fromMs).toBeLessThan(noonMs)
  expect(unsure).toBeLessThan(0.5)
})

test('where nothing is an order, nothing of it was judged', async () => {
  log(
    [...logLines(noonMs - 9 * hourMs, noonMs, 7, [])].filter(
      (line) => !line.includes('processOrder'),
    ),
  )
  const follower = follow()
  await learned(follower)
  expect(follower.judged()).toEqual({ fromMs: null, unsure: 0 })
})
