import { expect, test } from 'vitest'
import { hourMs, minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { newFailing } from './failing'
import type { Trouble } from './trouble'

const noon = 12 * hourMs
const never = () => false

/** Product pages of which each turn asks for another, every twenty seconds; the page of number 3 answers 500 from noon until `untilMs`. */
function products(untilMs: number, isAskedAgain = (_: number) => true, areSold = never) {
  const failing = newFailing()
  const lasting: { atMs: number; trouble: Trouble }[] = []
  let turn = 0
  for (let atMs = 0; atMs < noon + 3 * hourMs; atMs += 20_000) {
    turn += 1
    // Three ask for it in succession, and for a while nobody.
    const product = turn % 27 < 3 ? 3 : 10 + (turn % 7)
    const isBroken = product === 3 && atMs >= noon
    if (isBroken && !isAskedAgain(atMs)) continue
    const failure = isBroken && atMs < untilMs ? 'error' : null
    failing.see({
      ...{ key: '/product/*', method: 'GET', path: `/product/${product}`, step: 1 },
      ...{ isStatic: false, status: failure ? 500 : 200, failure, usualStatus: null },
      visit: {
        client: `${turn}`,
        browsers: ['Firefox'],
        country: 'DE',
        referrer: '',
      } as never as Visit,
      ...{ atMs, takesBack: false, isPerson: true },
    })
    if (atMs % minuteMs === 0)
      failing.settle(atMs, { isOfWay: never, areSold, areDue: () => true, ofAllPages: [] })
    if (atMs % hourMs === 0) failing.endHour()
    const [trouble] = failing.troubles()
    if (trouble) lasting.push({ atMs, trouble })
  }
  return lasting
}

test('good answers of the other pages are no end of the one that fails', () => {
  const lasting = products(noon + 2 * hourMs)
  const first = lasting[0]?.atMs ?? 0
  expect(first).toBeGreaterThan(noon)
  expect(first).toBeLessThan(noon + 40 * minuteMs)
  const last = noon + 2 * hourMs
  expect(lasting.filter(({ atMs }) => atMs < last)).toHaveLength((last - first) / 20_000)
  expect(lasting.at(-1)?.atMs).toBeLessThan(last + 30 * minuteMs)
})

test('nobody asks for it any more: after many good answers of the others it is over', () => {
  const lasting = products(Number.POSITIVE_INFINITY, (atMs) => atMs < noon + 2 * hourMs)
  const last = noon + 2 * hourMs
  expect(lasting.at(-1)?.atMs).toBeGreaterThan(last)
  expect(lasting.at(-1)?.atMs).toBeLessThan(last + 30 * minuteMs)
})

test('what is said of it counts its own answers alone', () => {
  const lasting = products(noon + 2 * hourMs)
  const failing = lasting.filter(({ atMs }) => atMs < noon + 2 * hourMs)
  expect(failing.at(-1)?.trouble).toMatchObject({
    path: '/product/3',
    isOneOfMany: true,
    failures: 41,
    answered: 0,
  })
})

test.each([
  ['orders come as they should: it is left alone', () => true, 17],
  ['orders do not: only many good answers of the others end it', never, 30],
])('nobody asks for it after some minutes, and %s', (_, areSold, minutes) => {
  const lastMs = noon + 9 * minuteMs
  const lasting = products(Number.POSITIVE_INFINITY, (atMs) => atMs <= lastMs, areSold)
  const over = (lasting.at(-1)?.atMs ?? 0) - lastMs
  expect(over).toBeLessThan(minutes * minuteMs)
  expect(over).toBeGreaterThan((minutes - 13) * minuteMs)
})
