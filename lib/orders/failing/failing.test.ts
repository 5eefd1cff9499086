import { describe, expect, test } from 'vitest'
import { hourMs, minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import type { Need } from './ends'
import { newFailing } from './failing'
import type { Failure } from './trouble'

const noon = 12 * hourMs

/** Follows a page that is asked for every ten seconds, each time by another visit. */
function page(path: string, more: { step?: number; isStatic?: boolean; need?: Need } = {}) {
  const failing = newFailing()
  let visits = 0
  let nowMs = 0

  function ask(
    atMs: number,
    failure: Failure | null,
    isPerson = true,
    name = path,
    browser = 'Firefox',
  ) {
    visits += 1
    if (Math.floor(atMs / hourMs) > Math.floor(nowMs / hourMs)) failing.endHour()
    nowMs = atMs
    failing.see({
      key: path,
      method: 'GET',
      path: name,
      step: more.step ?? 1,
      isStatic: more.isStatic ?? false,
      status: failure === null ? 200 : failure === 'error' ? 500 : 404,
      failure,
      usualStatus: null,
      visit: {
        ...{ client: `${visits}`, browsers: [browser, `${browser} on computers`] },
        ...{ country: 'DE', referrer: '' },
      } as unknown as Visit,
      atMs,
      takesBack: false,
      isPerson,
    })
    failing.settle(atMs, more.need ?? sold)
  }

  return {
    ...failing,
    settle: (nowMs: number, need: Need = sold) => failing.settle(nowMs, need),
    ask,
    /** From one time to another, with a failure for which `fails` holds. */
    follow(
      fromMs: number,
      toMs: number,
      fails: (turn: number) => boolean,
      kind: Failure = 'error',
    ) {
      for (let turn = 0; fromMs + turn * 10_000 < toMs; turn += 1)
        ask(fromMs + turn * 10_000, fails(turn) ? kind : null)
    },
  }
}

const never = () => false
const always = () => true
/** Orders come as they should, or none has come since it failed. */
const sold: Need = { isOfWay: always, areSold: always, areDue: () => true, ofAllPages: [] }
const unsold: Need = { ...sold, areSold: never }

describe('when a request fails more than it used to', () => {
  test('all who met it have one browser: it is not over until one of them is answered well', () => {
    const { ask, follow, settle, troubles } = page('/menu')
    follow(0, noon, never)
    const askWith = (browser: string, second: number, failure: Failure | null) =>
      ask(noon + second * 1_000, failure, true, '/menu', browser)
    for (const second of [0, 10, 20]) askWith('Safari', second, 'error')
    for (let second = 30; second < 200; second += 10) askWith('Firefox', second, null)
    settle(noon + 300_000)
    expect(troubles()).toHaveLength(1)
    askWith('Safari', 310, null)
    settle(noon + 320_000)
    expect(troubles()).toEqual([])
  })

  test('the same visit meets it again: that counts once, and is when it failed last', () => {
    const { follow, seeAgain, settle, troubles } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + 60_000, always)
    const [before] = troubles()
    seeAgain('/menu', 'error', noon + 90_000)
    settle(noon + 120_000)
    expect(troubles()).toMatchObject([{ failures: before?.failures, lastMs: noon + 90_000 }])
  })

  test('all of them from noon on: known after the third, since the first', () => {
    const { ask, follow, troubles } = page('/menu')
    follow(0, noon, never)
    ask(noon, 'error')
    ask(noon + 10_000, 'error')
    expect(troubles()).toEqual([])
    ask(noon + 20_000, 'error')
    expect(troubles()).toMatchObject([
      { failure: 'error', path: '/menu', status: 500, sinceMs: noon, failures: 3, answered: 0 },
    ])
  })

  test('a stray failure an hour before it is not its beginning', () => {
    const { ask, follow, troubles } = page('/menu')
    follow(0, noon - hourMs, never)
    ask(noon - hourMs, 'error')
    follow(noon - hourMs + 10_000, noon, never)
    follow(noon, noon + 2 * minuteMs, always)
    expect(troubles()[0]?.sinceMs).toBe(noon)
  })

  test('one good answer in some minutes, and a stray failure eight of them before: all fail since the next', () => {
    const { ask, troubles } = page('/menu')
    for (let turn = 0; turn < 500; turn += 1) ask(turn * minuteMs, null)
    ask(noon, 'error')
    for (let turn = 1; turn <= 8; turn += 1) ask(noon + turn * 10 * minuteMs, null)
    const sinceMs = noon + 2 * hourMs
    for (let turn = 0; turn < 3; turn += 1) ask(sinceMs + turn * minuteMs, 'error')
    expect(troubles()).toMatchObject([{ sinceMs, failures: 3, answered: 0, failedInRow: 3 }])
    ask(sinceMs + 10 * minuteMs, 'error')
    expect(troubles()).toMatchObject([{ sinceMs, failures: 4, answered: 0 }])
  })

  test('one of ten, and by chance three in a row: it began with the first', () => {
    const { follow, troubles } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + 30 * minuteMs, (turn) => turn % 10 === 0 || turn === 11 || turn === 12)
    expect(troubles()).toMatchObject([{ sinceMs: noon }])
  })

  test('one of ten', () => {
    const { follow, troubles } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + 30 * minuteMs, (turn) => turn % 10 === 3)
    expect(troubles()[0]?.sinceMs).toBe(noon + 30_000)
  })

  test.each([500, 1_000])('one of %d, as ever: no trouble', (every) => {
    const { follow, troubles } = page('/menu')
    follow(0, 24 * hourMs, (turn) => turn % every === 7)
    expect(troubles()).toEqual([])
  })

  test('a page that has always failed for one of twenty fails for half of them now', () => {
    const { follow, troubles } = page('/search')
    follow(0, 48 * hourMs, (turn) => turn % 20 === 7, 'gone')
    expect(troubles()).toEqual([])
    follow(48 * hourMs, 48 * hourMs + 10 * minuteMs, (turn) => turn % 2 === 0, 'gone')
    expect(troubles()).toMatchObject([{ failure: 'gone', sinceMs: 48 * hourMs }])
  })

  test('what fails for half of the requests on every day did not begin; when all fail, that did', () => {
    const { follow, troubles } = page('/')
    const half = (turn: number) => turn % 2 === 0
    follow(0, 50 * hourMs, half)
    expect(troubles()).toMatchObject([{ sinceMs: 0 }])
    follow(50 * hourMs, 100 * hourMs, half)
    expect(troubles()).toEqual([])
    follow(100 * hourMs, 101 * hourMs, always)
    expect(troubles()).toMatchObject([{ sinceMs: expect.closeTo(100 * hourMs, -6) }])
  })

  test('the pattern of many paths is named', () => {
    const { ask, follow, troubles } = page('/product/*')
    follow(0, noon, never)
    for (const [turn, name] of ['red', 'blue', 'green', 'red'].entries())
      ask(noon + turn * 10_000, 'error', true, `/product/${name}/`)
    expect(troubles()[0]?.path).toBe('/product/*/')
  })
})

describe('whose failures count', () => {
  test('a bot that is told that pages do not exist is no trouble', () => {
    const { ask, follow, troubles } = page('/menu')
    follow(0, noon, never)
    for (let turn = 0; turn < 50; turn += 1) ask(noon + turn * 1_000, 'gone', false)
    expect(troubles()).toEqual([])
  })

  test('a page that never existed is none, however often it is asked for', () => {
    const { follow, troubles } = page('/old')
    follow(0, noon, always, 'gone')
    expect(troubles()).toEqual([])
  })

  test('a file under a new name may be what a page needs', () => {
    const { follow, troubles } = page('/app.b7.js', { isStatic: true, step: -1 })
    follow(noon, noon + minuteMs, always, 'gone')
    expect(troubles()).toMatchObject([{ failure: 'gone', isStatic: true, sinceMs: noon }])
  })

  test('a file that has been asked for in vain now and then is no new one', () => {
    const { ask, troubles } = page('/security.txt', { step: -1, isStatic: true })
    for (let hour = 0; hour < 48; hour += 8) ask(hour * hourMs, 'gone')
    for (let turn = 0; turn < 5; turn += 1) ask(48 * hourMs + turn * 10_000, 'gone')
    expect(troubles()).toEqual([])
  })

  test('a file that is missing for a day is how the site is', () => {
    const { follow, troubles } = page('/favicon.ico', { isStatic: true, step: -1 })
    follow(0, 26 * hourMs, always, 'gone')
    expect(troubles()).toEqual([])
  })
})

describe('when it is over', () => {
  test.each([
    ['its own good answers are few, and all pages are well again', noon + hourMs, true],
    ['it failed again after all pages were well', noon + 50 * minuteMs, false],
  ])('one of ten failed, as pages all over the site: %s', (_, untilMs, isOver) => {
    const { follow, troubles, settle } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + hourMs, (turn) => turn % 10 === 0)
    follow(noon + hourMs, noon + hourMs + minuteMs, never)
    const all = { sinceMs: noon - 5 * minuteMs, untilMs, isPart: true }
    settle(noon + hourMs + 5 * minuteMs, { ...sold, ofAllPages: [all] })
    expect(troubles()).toHaveLength(isOver ? 0 : 1)
  })

  test('after a full failure: some minutes of good answers', () => {
    const { follow, troubles } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + hourMs, always)
    follow(noon + hourMs, noon + hourMs + 2 * minuteMs, never)
    expect(troubles()).toHaveLength(1)
    follow(noon + hourMs + 2 * minuteMs, noon + hourMs + 6 * minuteMs, never)
    expect(troubles()).toEqual([])
  })

  test('one of ten failed: ten good answers are no end', () => {
    const { follow, troubles } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + hourMs, (turn) => turn % 10 === 0)
    follow(noon + hourMs, noon + hourMs + 5 * minuteMs, never)
    expect(troubles()).toHaveLength(1)
    follow(noon + hourMs + 5 * minuteMs, noon + hourMs + 30 * minuteMs, never)
    expect(troubles()).toEqual([])
  })

  test('one browser of ten was refused: over once that one is answered', () => {
    const { ask, follow, troubles } = page('/menu')
    const browserOf = (turn: number) => (turn % 10 === 0 ? 'Safari' : 'Firefox')
    const come = (fromMs: number, toMs: number, isRefused: boolean) => {
      for (let turn = 0; fromMs + turn * 10_000 < toMs; turn += 1) {
        const browser = browserOf(turn)
        const failure = isRefused && browser === 'Safari' ? 'refused' : null
        ask(fromMs + turn * 10_000, failure, true, '/menu', browser)
      }
    }
    follow(0, noon, never)
    come(noon, noon + hourMs, true)
    expect(troubles()).toHaveLength(1)
    // However many others are answered well: none of these was there.
    for (let turn = 0; turn < 200; turn += 1)
      ask(noon + hourMs + turn * 5_000, null, true, '/menu', 'Firefox')
    expect(troubles()).toHaveLength(1)
    come(noon + 2 * hourMs, noon + 2 * hourMs + 10 * minuteMs, false)
    expect(troubles()).toEqual([])
  })

  test('nobody asks any more, and orders come: it is not said for ever', () => {
    const { follow, settle, troubles } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + minuteMs, always)
    settle(noon + 2 * hourMs)
    expect(troubles()).toHaveLength(1)
    settle(noon + 4 * hourMs)
    expect(troubles()).toEqual([])
  })

  test('nobody asks any more, and no order comes: nothing says that it is over, until one good answer does', () => {
    const { ask, follow, settle, troubles } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + minuteMs, always)
    settle(noon + 2 * hourMs, unsold)
    expect(troubles()).toMatchObject([{ isUnasked: false, seemsOver: false }])
    settle(noon + 30 * hourMs, unsold)
    expect(troubles()).toMatchObject([{ isUnasked: true, seemsOver: true, failedInRow: 6 }])
    ask(noon + 31 * hourMs, null)
    settle(noon + 31 * hourMs + minuteMs, unsold)
    expect(troubles()).toEqual([])
  })

  test('its last answers were good ones: it is over when nobody asks for hours', () => {
    const { ask, follow, settle, troubles } = page('/menu')
    follow(0, noon, never)
    follow(noon, noon + minuteMs, always)
    ask(noon + minuteMs, null)
    settle(noon + 4 * hourMs, unsold)
    expect(troubles()).toEqual([])
  })
})

test('a browser that failed each time and stays away for a night: the others’ good answers are no end', () => {
  const { ask, troubles, follow } = page('/order', { need: unsold })
  follow(noon - 3 * hourMs, noon, () => false)
  for (let turn = 0; turn < 120; turn += 1)
    ask(
      noon + turn * 30_000,
      turn % 3 === 0 ? 'error' : null,
      true,
      '/order',
      turn % 3 === 0 ? 'Kiosk' : 'Firefox',
    )
  const lastMs = noon + hourMs
  expect(troubles()[0]?.among).toMatchObject({ by: 'browser', name: 'Kiosk' })
  const others = (fromMs: number, toMs: number) => {
    for (let atMs = fromMs; atMs < toMs; atMs += 60_000) ask(atMs, null)
  }
  others(lastMs, lastMs + 8 * hourMs)
  expect(troubles()).toMatchObject([{ isUnasked: true, seemsOver: true }])
  others(lastMs + 8 * hourMs, lastMs + 13 * hourMs)
  expect(troubles()).toEqual([])
})
