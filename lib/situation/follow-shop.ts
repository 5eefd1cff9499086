import { setImmediate as turn } from 'node:timers/promises'
import type { LineReader } from '@/lib/access-log/line-reader'
import type { LogLine } from '@/lib/aws/log-lines'
import { counted, full } from '@/lib/format'
import type { LocationOf } from '@/lib/location'
import { notUnderstood } from '@/lib/log-state'
import type { ExpectedBin } from '@/lib/orders/expected/expected-bin'
import { newIncidentLog } from '@/lib/orders/incidents/incidents'
import { leftOutReport, nothingYet, type Report, unknownReport } from '@/lib/orders/report/report'
import { reportOf } from '@/lib/orders/report/report-of'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import { watchSite } from '@/lib/orders/watch/watch-site'
import { lasting } from '@/lib/orders/words/lasting'
import type { Site } from '@/lib/site'
import { dayMs, hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { newOwnTexts } from '@/lib/visits/own-texts'
import { newVisitLines, type VisitLine } from '@/lib/visits/visit-lines'
import type { Window } from '@/lib/window'
import { maxSilenceMs, newExpectedOrders } from './expected-orders'
import { hoursBetween, newJudgedHours } from './judged-hours'

interface FollowOptions {
  site: Site
  /** The zone of the server, whose hours count where the site names no opening hours. */
  zone: string
  reader: LineReader
  locationOf: LocationOf
  readLines: (range: TimeRange, onLines: (lines: LogLine[]) => unknown) => Promise<void>
  /** When the newest line of the log was written, epoch ms; null when there is none. */
  newestMs: () => Promise<number | null>
  /** Another one whenever lines have been added; left out where nobody can say. */
  version?: () => number
  now: () => number
  /** How late lines may arrive, ms. */
  lagMs: number
  /** As many lines of the past as are read to learn what is usual. */
  maxLines: number
  /** Told how the shop was doing at the end of each minute, in order, also of the past. */
  onMinute?: (state: ShopState) => void
}

const historyMs = 15 * dayMs
const partMs = 6 * hourMs
/** Between so many lines of the past, pages are answered. */
const linesATurn = 500
/** Once a minute, lines that are late by so much are looked for; in between by so much beyond `lagMs`. */
const overlapMs = { whole: 5 * minuteMs, short: minuteMs / 2 }
const wholeEveryMs = minuteMs
/** How long a report stands, ms. */
export const cacheMs = 2_000

/** What is said, and what of; that is null before the first request. */
export interface Now {
  report: Report
  state: ShopState | null
}

const saying = (report: Report): Now => ({ report, state: null })
const maxCandidates = 10

/** Also before the first line: that something is learned already is not said, nor that the log has none. */
const learningHeadline = 'Reading the log to learn what is usual here.'

/** Follows the requests of a shop in its log group, from what it learns of the last days on. */
export function followShop(options: FollowOptions) {
  const { site, zone, reader, locationOf, readLines, newestMs, now, lagMs, maxLines } = options
  const { onMinute, version } = options
  const incidents = newIncidentLog({
    site,
    zone,
    over: (fromMs, toMs) => watch.over(fromMs, toMs),
  })
  const watch = watchSite(site, zone, (state) => {
    incidents.see(state)
    expected.see(state)
  })
  const expected = newExpectedOrders(watch)
  const judged = newJudgedHours()
  const withOwnTexts = newOwnTexts()
  let learned = 0
  /** Of the lines that were read to learn from: how many, and up to where they have been looked through. */
  let toShow = 0
  let shownToMs: number | null = null
  let requests = 0
  /** Up to where the log has been read, epoch ms; null before the first reading. */
  let readToMs: number | null = null
  /** From when on, epoch ms. */
  let readFromMs = 0
  /** Of the log when it was read last. */
  let readVersion: number | undefined
  /** The same of when late lines were looked for last, and when that was, epoch ms. */
  let wholeVersion: number | undefined
  let wholeMs = 0
  /** Of the newest request, epoch ms. */
  let lastMs = 0
  /** Until when minutes have been told, epoch ms. */
  let toldMs: number | null = null
  /** Until when hours have been judged, epoch ms. */
  let judgedToMs: number | null = null
  let seen = new Set<string>()
  let said: { now: Now; untilMs: number } | null = null
  let current: Promise<Now> | null = null
  let learning: Promise<void> | null = null
  /** Why the past could not be read when that was tried last; null until then, and once some of it was read. */
  let problem: unknown = null
  const stopped = new AbortController()

  /** Tells of the minutes until a moment, before what came after them is seen. */
  function tellMinutes(ms: number) {
    if (!onMinute) return
    const minute = Math.floor(ms / minuteMs) * minuteMs
    // Nobody is told of years of silence minute by minute, nor of any before the first request.
    toldMs = Math.max(toldMs ?? minute, minute - maxSilenceMs)
    for (let at = toldMs + minuteMs; at <= minute; at += minuteMs) {
      const state = watch.at(at)
      if (state) onMinute(state)
      toldMs = at
    }
  }

  /** Judges the hours that ended until a moment, before what came after them is seen. */
  function judgeHours(ms: number) {
    const last = judgedToMs ?? ms
    // As with minutes: nobody goes through years of silence.
    for (const atMs of hoursBetween(Math.max(last, ms - maxSilenceMs), ms)) {
      const state = watch.at(atMs)
      const isExpecting =
        watch.expected(atMs, atMs) !== null && watch.usualOrders(atMs - hourMs, atMs) !== null
      if (state) judged.see({ atMs, isExpecting, tone: reportOf(state, { site, zone }).tone })
    }
    judgedToMs = Math.max(last, ms)
  }

  const inOrder = (lines: VisitLine[]) => lines.sort((a, b) => a.timeMs - b.timeMs)

  function show(lines: readonly VisitLine[]) {
    for (const line of lines) {
      if (requests > 0) {
        tellMinutes(line.timeMs)
        judgeHours(line.timeMs)
        expected.goOn(line.timeMs)
      }
      if ('client' in line) {
        requests += 1
        lastMs = Math.max(lastMs, line.timeMs)
        watch.see(line)
      } else watch.seeOther(line.timeMs)
    }
    learned += lines.length
  }

  async function linesIn(range: TimeRange): Promise<VisitLine[]> {
    const lines: VisitLine[] = []
    const ids = new Set<string>()
    const lineOf = newVisitLines(reader, locationOf, range.fromMs)
    await readLines(range, async (page) => {
      for (const [at, { id, message, stream }] of page.entries()) {
        if (at > 0 && at % linesATurn === 0) await turn()
        ids.add(id)
        if (seen.has(id)) continue
        const line = lineOf(message)
        if (line && 'client' in line) {
          line.source = stream
          lines.push(withOwnTexts(line))
        } else if (line) lines.push(line)
      }
    })
    seen = ids
    return lines
  }

  /** Reads the past: from the newest part backwards until it is enough, then shown in order. */
  async function learn() {
    const startedMs = now()
    const newest = (await newestMs()) ?? startedMs
    const endMs = Math.min(startedMs, newest) + minuteMs
    const parts: VisitLine[][] = []
    let count = 0
    let newestIds: typeof seen | null = null
    seen = new Set()
    readFromMs = 0
    shownToMs = null
    for (let to = endMs; to > endMs - historyMs && count < maxLines; to -= partMs) {
      stopped.signal.throwIfAborted()
      const lines = await linesIn({ fromMs: to - partMs, toMs: to })
      newestIds ??= seen
      readFromMs = to - partMs
      problem = null
      parts.push(lines)
      count += lines.length
      learned = count
    }
    learned = 0
    toShow = count
    shownToMs = readFromMs
    for (const part of parts.reverse()) {
      inOrder(part)
      for (let at = 0; at < part.length; at += linesATurn) {
        stopped.signal.throwIfAborted()
        show(part.slice(at, at + linesATurn))
        await turn()
      }
      shownToMs += partMs
    }
    // What has come in the meantime is read next.
    seen = newestIds ?? seen
    readToMs = Math.min(startedMs, endMs)
  }

  function begin(): Promise<void> {
    const reading = learn()
    reading.catch(() => {})
    return reading
  }

  async function catchUp(toMs: number) {
    const found = version?.()
    const isWhole = toMs - wholeMs >= wholeEveryMs
    if (!isWhole && found !== undefined && found === readVersion) return
    // In a log that is the same, only what was ahead of the clock can be new.
    const isSame = found !== undefined && found === wholeVersion
    const late = isWhole ? overlapMs.whole : overlapMs.short + lagMs
    const fromMs = (readToMs ?? toMs) - (isSame ? 0 : late)
    const ids = seen
    show(inOrder(await linesIn({ fromMs, toMs: toMs + minuteMs })))
    if (isSame || !isWhole) for (const id of ids) seen.add(id)
    if (isWhole) {
      wholeMs = toMs
      wholeVersion = found
    }
    readToMs = toMs
    readVersion = found
  }

  /** Until when the log says something, silence included, epoch ms. */
  const seenToMs = (nowMs: number) =>
    Math.min(nowMs - lagMs, lastMs > 0 ? lastMs + maxSilenceMs : nowMs)

  function look(nowMs: number): Now {
    const untilMs = seenToMs(nowMs)
    if (requests > 0) {
      tellMinutes(untilMs)
      judgeHours(untilMs)
    }
    const state = requests > 0 ? watch.at(untilMs) : null
    const leftOut = watch.leftOut()
    if (leftOut > 0) return saying(leftOutReport(nowMs, leftOut))
    if (state) {
      const candidates = state.candidates.slice(0, maxCandidates)
      const now = { ...state, candidates, atMs: nowMs }
      return { report: reportOf(now, { site, zone }), state: now }
    }
    if (learned > requests) {
      const headline = notUnderstood(learned, requests, '')
      return saying({ ...unknownReport(nowMs, headline), kind: 'not-understood' })
    }
    return saying(unknownReport(nowMs, nothingYet))
  }

  /** How far learning has come: the newest days are read first, then all is looked through from the oldest on. */
  function learningWords(nowMs: number): string {
    const lines = counted(learned, 'line')
    if (shownToMs !== null)
      return `Looking through ${counted(toShow, 'line')}, the oldest first: those of the last ${lasting(nowMs - shownToMs)} are left.`
    return readFromMs === 0
      ? 'Its last hours are read first, and no line of them has come yet.'
      : `Reading the last 15 days of the log, at most ${full(maxLines)} lines, the newest first: the last ${lasting(nowMs - readFromMs)} so far, ${lines}.`
  }

  async function read(): Promise<Now> {
    const nowMs = now()
    if (readToMs === null) {
      learning ??= begin()
      // Whoever asks first does not wait for days of lines; who asks next hears why they cannot be read.
      const done = await Promise.race([learning.then(() => true), turn(false)]).catch((error) => {
        learning = null
        problem = error
        throw error
      })
      if (!done && problem !== null) throw problem
      if (!done) return saying(unknownReport(nowMs, learningHeadline, [learningWords(nowMs)]))
    }
    await catchUp(nowMs)
    return look(nowMs)
  }

  return {
    /** Ends the learning that is under way: the shop is followed otherwise. */
    stop: () => stopped.abort(new Error('The shop is set up otherwise now.')),
    /** The incidents of the days that have been read, the newest first; null while they are being read. */
    incidents: () => (readToMs === null ? null : incidents.incidents()),
    /** The orders to expect in the bins of a window; null while what is usual is being learned. */
    expected(window: Window): ExpectedBin[] | null {
      if (readToMs === null || requests === 0) return null
      const untilMs = seenToMs(now())
      watch.at(untilMs)
      return expected.bins(window, untilMs)
    },
    /** From when on the log has been read, epoch ms; null while it is being read. */
    readFromMs: () => (readToMs === null ? null : readFromMs),
    /** How much of what has been read was judged; null while it is being read. */
    judged: () => (readToMs === null ? null : judged.judged()),
    /** How the shop is doing now. Rejects when the log group cannot be read. */
    now(): Promise<Now> {
      if (said && said.untilMs > now()) return Promise.resolve(said.now)
      current ??= read()
        .then((found) => {
          if (readToMs !== null) said = { now: found, untilMs: now() + cacheMs }
          return found
        })
        .finally(() => {
          current = null
        })
      return current
    },
  }
}

export type ShopFollower = ReturnType<typeof followShop>
