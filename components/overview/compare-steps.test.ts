import { describe, expect, test } from 'vitest'
import type { Funnel } from '@/lib/queries/funnel'
import type { Step } from '@/lib/shop/steps'
import { compareSteps, usualOf } from './compare-steps'

const way: Step[] = ['landing', 'menu', 'order'].map((name) => ({
  name,
  match: [{ path: `/${name}` }],
}))
const form: Step[] = [
  ...way.slice(0, 2),
  { name: 'order', match: [{ method: 'POST', path: '/order', status: 302 }] },
]
type Counts = readonly (number | readonly [asked: number, reached: number])[]

/** Visits, and for each step how many reached it, or how many asked and how many of them reached it. */
const funnel = (visits: number, counts: Counts): Funnel => ({
  visits,
  steps: counts.map((count, at) => {
    const [asked, reached] = typeof count === 'number' ? [count, count] : count
    return { asked, reached, fromBeforeMs: at === 0 || reached === 0 ? null : 60_000 }
  }),
})
const usual = [funnel(1_200, [1_190, 625, 60]), funnel(1_100, [1_095, 570, 52])]
const states = (now: Funnel, periods: Funnel[] = usual) =>
  compareSteps(now, usualOf(periods), way).map(({ state }) => state)

describe('what is broken', () => {
  const calm = ['calm', 'calm', 'calm']
  const menu = ['calm', 'broken', 'beyond']
  test.each<[string, Funnel, string[], Funnel[]?]>([
    ['all as usual', funnel(1_240, [1_230, 640, 61]), calm],
    ['the menu fails for all', funnel(1_240, [1_230, [748, 3], 0]), menu],
    [
      'for some, for long enough',
      funnel(1_240, [1_230, [640, 600], 58]),
      ['calm', 'broken', 'calm'],
    ],
    ['for a few', funnel(1_240, [1_230, [640, 632], 60]), calm],
    ['a dead button: no failure, and nobody comes', funnel(1_240, [1_230, 20, 1]), menu],
    [
      'the landing page fails',
      funnel(1_240, [[1_230, 0], [4, 0], 0]),
      ['broken', 'beyond', 'beyond'],
    ],
    [
      'a campaign: thrice the visits, half as many orders of them',
      funnel(3_600, [3_590, 1_700, 85]),
      calm,
    ],
    ['a flood that asks for the first page only', funnel(12_000, [12_000, 630, 60]), calm],
    ['people who come to the menu directly', funnel(1_240, [300, 1_150, 60]), calm],
    [
      'an order that is refused as often as ever',
      funnel(900, [890, 460, [70, 42]]),
      calm,
      [funnel(1_200, [1_190, 625, [98, 60]])],
    ],
    ['few visits', funnel(12, [12, [8, 0], 0]), calm],
    ['no day before: all fail', funnel(1_240, [1_230, [748, 0], 0]), menu, []],
    [
      'no day before: some fail',
      funnel(1_240, [1_230, [748, 500], 50]),
      ['calm', 'broken', 'calm'],
      [],
    ],
    ['no day before: a few fail', funnel(1_240, [1_230, [748, 720], 50]), calm, []],
  ])('%s', (_, now, expected, periods) => expect(states(now, periods)).toEqual(expected))
})

test('the sentence says how many got there, what is usual, and why', () => {
  const [, menu, order] = compareSteps(funnel(1_240, [1_230, [748, 3], 0]), usualOf(usual), way)
  expect(menu?.sentence).toBe(
    'menu: 3 of 1,240 visits got here; usually 52\u00a0%. 748 asked for it, and 745 of them got only errors.',
  )
  expect(order?.sentence).toBe('nobody got there')
})

test('where as many get there as usual, the sentence says what fails all the same', () => {
  const before = usualOf([funnel(1_000, [990, 520, [260, 259]])])
  const now = funnel(863, [853, 449, [218, 206]])
  const [, , order] = compareSteps(now, before, form)
  expect(order).toMatchObject({
    state: 'broken',
    sentence: 'order: 12 of 218 visits that asked for it got another answer; usually 0.4\u00a0%.',
  })
})

test('shares are of all visits, losses of those who were there, times of both', () => {
  const [landing, menu] = compareSteps(funnel(200, [100, 150, 15]), usualOf(usual), way)
  expect(landing).toMatchObject({ share: 0.5, lostShare: null })
  expect(menu).toMatchObject({ share: 0.75, lostShare: 0.9, fromBeforeMs: 60_000, usualMs: 60_000 })
})

test('periods without visits say nothing of what is usual', () => {
  expect(usualOf([])).toBeNull()
  expect(usualOf([funnel(0, [0, 0, 0])])).toBeNull()
  expect(usualOf([funnel(0, [0, 0, 0]), funnel(10, [9, 5, 1])])).toMatchObject({
    visits: 10,
    periods: 1,
  })
})

describe('a step that counts with one answer only, as a form that is refused with 200', () => {
  const orders = (reached: number) =>
    compareSteps(funnel(1_240, [1_230, 640, [80, reached]]), null, form)[2]

  test('is not called broken for what may be usual, but when it never counts', () => {
    expect(orders(50)).toMatchObject({ state: 'calm' })
    expect(orders(0)).toMatchObject({
      state: 'broken',
      sentence:
        'order: 0 of 1,240 visits got here. 80 asked for it, and all of them got another answer.',
    })
  })
})
