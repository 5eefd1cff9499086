import { expect, test } from 'vitest'
import { newPace } from '@/lib/orders/expected/pace'
import { newStepReader } from '@/lib/shop/steps'
import { newVisits, type Visit } from '@/lib/visits/visits'
import { beginMs, request } from './testdata/cafe'

const way = ['/', '/tea', '/basket', '/pay']

/** A visit that asks for each page so many seconds after the one before it; `met` holds all but the last. */
function visitOf(client: string, gapSeconds: number): { visit: Visit; atMs: number } {
  const visits = newVisits(newStepReader([]), 1)
  let atMs = beginMs
  let visit: Visit | null = null
  for (const path of way) {
    visit?.met.set(visit.lastPath ?? '', '', atMs - gapSeconds * 1_000)
    visit = visits.see(request(atMs, path, { client })).visit
    atMs += gapSeconds * 1_000
  }
  return { visit: visit as Visit, atMs: atMs - gapSeconds * 1_000 }
}

function paceOf(buyers: number, gapSeconds: number) {
  const pace = newPace()
  for (let at = 0; at < buyers; at += 1) {
    const { visit, atMs } = visitOf(`192.0.2.${at}`, gapSeconds)
    visit.met.set('/pay', '', atMs)
    pace.ordered(visit)
  }
  return pace
}

test.each([
  ['far sooner than those who order', 50, 20, 2, false, true],
  ['as soon as those who order', 50, 20, 20, false, false],
  ['sooner than most, and no sooner than people can', 50, 20, 6, false, false],
  ['at once, where those who order are quick as well', 50, 2, 1, false, false],
  ['at once, while too few have ordered', 20, 20, 1, false, false],
  ['an order at once, while too few have ordered', 20, 20, 1, true, true],
])('somebody comes %s', (_, buyers, usualGap, gap, isLastStep, isHurried) => {
  const { visit, atMs } = visitOf('198.51.100.1', gap)
  expect(paceOf(buyers, usualGap).isHurried(visit, '/pay', atMs, isLastStep)).toBe(isHurried)
})

test('who comes back to a full basket is not hurried', () => {
  const visits = newVisits(newStepReader([]), 1)
  visits.see(request(beginMs, '/basket'))
  const { visit } = visits.see(request(beginMs + 1_000, '/pay'))
  expect(paceOf(50, 20).isHurried(visit, '/pay', beginMs + 1_000, true)).toBe(false)
})

test('a request that was made before is not judged again', () => {
  const { visit, atMs } = visitOf('198.51.100.1', 1)
  visit.met.set('/pay', 'refused', atMs)
  expect(paceOf(50, 20).isHurried(visit, '/pay', atMs, true)).toBe(false)
})
