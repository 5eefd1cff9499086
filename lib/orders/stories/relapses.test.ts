import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import type { Finding } from '@/lib/orders/watch/findings'
import { newRelapses } from '@/lib/orders/watch/relapses'
import type { Candidate } from '@/lib/orders/watch/shop-state'
import { comesBackSentences } from '@/lib/orders/words/comes-back-words'
import { hourMs, minuteMs } from '@/lib/time'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const ten = moment(4, '10:00')
const one = moment(4, '13:00')
const order = '/cafe/processOrder.php'

interface Turn {
  onMinutes: number
  offMinutes: number
  /** 0 for no line at all. */
  status: number
  untilMs?: number
}

/** What is said of a café in which something fails for some minutes, is well for some, and fails again. */
function said({ onMinutes, offMinutes, status, untilMs = one }: Turn): Report[] {
  const fails = (ms: number) =>
    ms >= ten && ms < untilMs && ((ms - ten) / minuteMs) % (onMinutes + offMinutes) < onMinutes
  const isHit = (path: string) => status === 0 || path === order
  const log = cafeLog({
    untilMs: one + 2 * hourMs,
    visitsAnHour: (hour) => (hour < 8 || hour >= 22 ? 6 : 120),
    answer: (_, path, atMs) => (fails(atMs) && isHit(path) ? status : 200),
  })
  return tell(log, ten, one + 2 * hourMs)
}

const calmBetween = (reports: readonly Report[], fromMs: number, toMs: number) =>
  reports.filter(({ atMs, tone }) => atMs >= fromMs && atMs < toMs && tone === 'calm').length

const clearAfter = (reports: readonly Report[], ms: number) =>
  ((reports.find(({ atMs, tone }) => atMs >= ms && tone === 'calm')?.atMs ?? Infinity) - ms) /
  minuteMs

describe('a failure that comes and goes', () => {
  test.each([
    ['an order form, 10 minutes in 20', { onMinutes: 10, offMinutes: 10, status: 500 }],
    ['an order form, 20 minutes in 30', { onMinutes: 20, offMinutes: 10, status: 500 }],
    ['a server that is silent, 10 minutes in 20', { onMinutes: 10, offMinutes: 10, status: 0 }],
  ])('%s: from the second relapse on it is never calm while it lasts', (_, turn) => {
    const reports = said(turn)
    const cycleMs = (turn.onMinutes + turn.offMinutes) * minuteMs
    const lastMs = ten + Math.floor((one - 1 - ten) / cycleMs) * cycleMs
    const thirdMs = ten + 2 * cycleMs + 6 * minuteMs
    expect(calmBetween(reports, thirdMs, lastMs + turn.onMinutes * minuteMs)).toBe(0)
    expect(clearAfter(reports, lastMs + turn.onMinutes * minuteMs)).toBeLessThan(30)
  })

  test('it says how often it has failed, and until when it may come back', () => {
    const reports = said({ onMinutes: 10, offMinutes: 10, status: 500 })
    const between = reports.find(({ atMs }) => atMs === ten + 117 * minuteMs)
    expect(between).toMatchObject({ kind: 'quiet', tone: 'unknown' })
    expect(between?.headline).toMatch(
      /^POST \/cafe\/processOrder\.php has failed [56] times since 10:0\d, the last time at 11:49: it is not known yet whether it comes back\.$/,
    )
    expect(between?.details[0]).toMatch(
      /^In between it was well for up to 1\d min; it is over if it stays so until 12:\d\d\.$/,
    )
  })

  test('what has failed once is over as soon as ever', () => {
    const untilMs = ten + 10 * minuteMs
    const reports = said({ onMinutes: 10, offMinutes: 10, status: 500, untilMs })
    expect(clearAfter(reports, untilMs)).toBeLessThan(5)
  })
})

const noon = 12 * hourMs
const silence = (sinceMs: number): Finding => ({ kind: 'no-traffic', sinceMs, candidates: [] })
const failing = (key: string, failure: Candidate['failure'], lastMs: number): Finding => ({
  kind: 'culprit',
  sinceMs: lastMs,
  culprit: { key, failure, lastMs } as Candidate,
  seemsOver: false,
  isMore: false,
  candidates: [],
})
const none: Finding = { kind: 'none', candidates: [] }

/** For how many minutes it may come back after the last of some troubles of five minutes, by when they begin. */
function waits(begin: readonly number[], findingAt: (ms: number, turn: number) => Finding): number {
  const relapses = newRelapses()
  let [at, turn, minutes] = [noon, -1, 0]
  for (; at <= noon + ((begin.at(-1) ?? 0) + 120) * minuteMs; at += minuteMs) {
    const minute = (at - noon) / minuteMs
    const now = begin.findLastIndex((one) => minute >= one && minute < one + 5)
    if (now !== -1) turn = now
    const comesBack = relapses.see(now === -1 ? none : findingAt(at, now), at)
    if (comesBack && turn === begin.length - 1) minutes += 1
  }
  return minutes
}

describe('for how long what was wrong may come back', () => {
  test.each([
    ['once wrong: not at all', [0], 0],
    ['wrong twice: as long as an all-clear may take', [0, 40], 13],
    ['wrong three times: somewhat longer than it was well', [0, 20, 40], 19],
    ['each hour: that is a job, and not one trouble', [0, 60, 120], 0],
  ])('%s', (_, begin, minutes) => {
    expect(waits(begin, silence)).toBe(minutes)
  })

  test('another request that fails in another way is no relapse', () => {
    expect(waits([0, 20], (ms, turn) => failing(`/${turn}`, 'gone', ms))).toBe(0)
    expect(
      waits([0, 20], (ms, turn) => (turn === 0 ? silence(ms) : failing('/', 'error', ms))),
    ).toBe(0)
  })

  test('errors of two pages are of one server', () => {
    expect(waits([0, 20], (ms, turn) => failing(`/${turn}`, 'error', ms))).toBe(13)
  })

  test('of two pages neither is said to have failed twice', () => {
    const relapses = newRelapses()
    relapses.see(failing('/a', 'error', noon), noon)
    relapses.see(none, noon + 5 * minuteMs)
    relapses.see(failing('/b', 'error', noon + 10 * minuteMs), noon + 10 * minuteMs)
    const comesBack = relapses.see(none, noon + 12 * minuteMs)
    expect(comesBack).toMatchObject({ times: 2, culprit: null, areSeveral: true, isSilence: false })
    expect(comesBack && comesBackSentences(comesBack, String).headline).toMatch(
      /^Something on the way to an order has failed twice since /,
    )
  })
})
