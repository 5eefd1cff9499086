import { describe, expect, test } from 'vitest'
import { type JudgedAnswer, newPageAnswers } from '@/lib/orders/failing/page-answers'
import { siteWide } from '@/lib/orders/watch/site-wide'
import { minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const pages = ['/', '/shop', '/shop', '/item/*', '/item/*', '/item/*', '/cart', '/checkout']

/** A shop whose pages are asked for once a minute each, every time by another visit. */
function shop() {
  const answers = newPageAnswers()
  let atMs = 0
  return {
    ...answers,
    ask(statusOf: (page: string, turn: number) => number, turns: number, some = pages) {
      for (let turn = 0; turn < turns; turn += 1) {
        const key = some[turn % some.length] as string
        atMs += minuteMs
        answers.see({ key, status: statusOf(key, turn), visit: {} as Visit, atMs })
      }
      return atMs
    },
  }
}
const well = () => 200

describe('whether every page fails', () => {
  test('all of them do, since the first', () => {
    const { ask, everyPage } = shop()
    const untilMs = ask(well, 400)
    expect(everyPage()).toBeNull()
    ask(() => 503, 8)
    expect(everyPage()).toEqual({
      ...{ sinceMs: untilMs + minuteMs, untilMs: null, statuses: [503], isNearly: false },
    })
  })

  test('with two statuses, and one page of a cache among them', () => {
    const { ask, everyPage } = shop()
    ask(well, 400)
    ask((_, turn) => (turn === 30 ? 200 : turn % 3 === 0 ? 502 : 503), 40)
    expect(everyPage()).toMatchObject({ statuses: [503, 502], isNearly: true })
  })

  test('two pages do, and the others are answered well', () => {
    const { ask, everyPage } = shop()
    ask(well, 400)
    ask((page) => (page === '/item/*' || page === '/cart' ? 500 : 200), 200)
    expect(everyPage()).toBeNull()
  })

  test('one page does, and nobody asks for another: that is one page', () => {
    const { ask, everyPage } = shop()
    ask(well, 400)
    ask(() => 500, 30, ['/item/*'])
    expect(everyPage()).toBeNull()
  })

  test('two pages of few do, and one visitor after another is there: that is not every page yet', () => {
    const { ask, everyPage } = shop()
    ask(well, 400)
    ask(() => 500, 3, ['/cart', '/checkout'])
    expect(everyPage()).toBeNull()
  })

  test('redirects, and pages that are not there, say nothing', () => {
    const { ask, everyPage } = shop()
    ask(well, 400)
    ask((_, turn) => ([503, 301, 404] as const)[turn % 3] ?? 503, 60)
    expect(everyPage()).toMatchObject({ statuses: [503], isNearly: false })
  })

  test('they are answered well again: it is said until when', () => {
    const { ask, everyPage } = shop()
    ask(well, 400)
    const untilMs = ask(() => 503, 16)
    ask(well, 16)
    expect(everyPage()).toMatchObject({ untilMs, isNearly: false })
  })
})

describe('whether every page sends people elsewhere', () => {
  /** All pages are answered well 400 times, then with what is said of each. */
  function sent(
    judge: (page: string, turn: number) => Partial<JudgedAnswer>,
    some: readonly string[] = pages,
  ) {
    const answers = newPageAnswers()
    const ask = (key: string, turn: number, of: Partial<JudgedAnswer>) =>
      answers.seeJudged({
        ...{ key, visit: {} as Visit, atMs: turn * minuteMs },
        ...{ status: 200, failure: null, usualStatus: null, ...of },
      })
    for (let turn = 0; turn < 400; turn += 1) ask(pages[turn % pages.length] as string, turn, {})
    for (let turn = 400; turn < 440; turn += 1) {
      const page = some[turn % some.length] as string
      ask(page, turn, judge(page, turn))
    }
    return answers.everySent()
  }
  const elsewhere = { status: 302, failure: 'otherwise', usualStatus: 200 } as const

  test('all do, to a page that is new and answers well: since the first', () => {
    const said = sent(
      (page) => (page === '/maintenance' ? {} : elsewhere),
      pages.flatMap((page) => [page, '/maintenance']),
    )
    expect(said).toEqual({
      ...{ sinceMs: 400 * minuteMs, untilMs: null, statuses: [302], before: 200, isNearly: false },
    })
  })

  test('a form that redirects as ever says nothing of it', () => {
    const said = sent((_, turn) => (turn % 3 === 0 ? { status: 303 } : elsewhere))
    expect(said).toMatchObject({ untilMs: null, isNearly: false })
  })

  test('some do, and the others are answered well', () => {
    expect(sent((page) => (page === '/item/*' ? elsewhere : {}))).toBeNull()
  })
})

const noon = moment(3, '12:00')
const one = moment(3, '13:00')

test('a café that sends everybody to a page of maintenance: that is said, with its beginning', () => {
  const log = cafeLog({
    untilMs: one,
    answer: (_, path, atMs) => (atMs >= noon && !path.endsWith('.css') ? 307 : 200),
  })
  const followed = log
    .filter(({ status }) => status === 307)
    .map((line) => ({
      ...{ ...line, timeMs: line.timeMs + 300 },
      ...{ method: 'GET', path: '/maintenance.html', status: 200 },
    }))
  const asked = log.filter(({ timeMs, method }) => timeMs < noon || method === 'GET')
  const last = tell([...asked, ...followed], moment(3, '11:50'), one).at(-1)
  expect(last?.tone).toBe('trouble')
  expect([last?.headline, ...(last?.details ?? [])].join(' ')).toMatch(
    /Every page has answered 307, where it answered 200 before, since 12:0\d\./,
  )
  expect(Math.abs((last?.sinceMs ?? 0) - noon)).toBeLessThan(3 * minuteMs)
})

describe('a café that answers 503 to everything for an hour', () => {
  const log = cafeLog({
    untilMs: moment(3, '14:00'),
    answer: (_, path, atMs) => {
      const isDown = atMs >= noon && atMs < one && !path.endsWith('.css')
      return isDown ? 503 : 200
    },
  })
  // Somebody has each page open.
  const open = log.filter(
    ({ timeMs, path }) => timeMs > one && timeMs < one + 20 * minuteMs && !path.endsWith('.css'),
  )
  const during = open.map((line) => ({
    ...line,
    timeMs: line.timeMs - 60 * minuteMs,
    status: 503,
    client: line.client.replace('192.0', '198.18'),
  }))
  const reports = tell([...log, ...during], moment(3, '11:50'), moment(3, '13:30'))

  test('no page is blamed for it, though the costliest is named for programs', () => {
    const said = reports.filter(({ atMs }) => atMs > noon + 5 * minuteMs && atMs < one)
    expect(said.map(({ tone }) => tone)).not.toContain('calm')
    for (const { headline, details, culprit } of said) {
      expect([headline, ...details].join(' ')).toContain('Every page has answered 503 since 12:0')
      expect([headline, ...details].join(' ')).not.toContain('GET /')
      expect(culprit).toMatchObject({ status: 503 })
    }
  })

  test('when they are answered again, none is blamed for the hour before', () => {
    const said = reports.filter(({ atMs, tone }) => atMs > one && tone === 'trouble')
    for (const { headline, details } of said)
      expect([headline, ...details].join(' ')).toMatch(/page (?:has )?answered 503 (?:since|from)/)
  })
})

test('what failed before every page did is said with its own beginning', () => {
  const everyPage = { sinceMs: 90 * minuteMs, untilMs: null, statuses: [503], isNearly: false }
  const culprit = { failure: 'error', among: null, sinceMs: 0, lastMs: 95 * minuteMs }
  const wide = { everyPage, everySent: null, manyPages: null }
  const begun = { ...culprit, sinceMs: 91 * minuteMs }
  const shared = (one: object, others: object[] = []) =>
    siteWide(one as never, others as never, wide, 95 * minuteMs)
  expect(shared(culprit)).toEqual(everyPage)
  expect(shared(begun)).toEqual(everyPage)
  const before = { ...culprit, sinceMs: 88 * minuteMs }
  expect(shared(begun, [before])).toEqual({ ...everyPage, sinceMs: 88 * minuteMs })
  expect(shared({ ...begun, failure: 'slow' })).toBeNull()
})
