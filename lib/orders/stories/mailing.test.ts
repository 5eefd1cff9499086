import { expect, test } from 'vitest'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'
import { noon, one } from './testdata/thursday'

/** A mailing of nine o'clock leads to the menu, whose address with its code is not there any more from noon on. */
function mailing(): VisitRequest[] {
  const fromMs = moment(3, '09:00')
  const led = Array.from({ length: 160 }, (_, person): VisitRequest[] => {
    const timeMs = fromMs + person * 90_000
    const who = { client: `203.0.113.${person}`, query: `code=${person}` }
    const status = timeMs < noon ? 200 : 404
    const opens = request(timeMs, '/cafe/menu.php', { ...who, status })
    if (status === 404) return [opens]
    const orders = { ...who, query: '', method: 'POST', status: 302 }
    return [
      opens,
      request(timeMs + 1_000, '/cafe/style.css', who),
      request(timeMs + 60_000, '/cafe/processOrder.php', orders),
    ]
  })
  return [...cafeLog({ untilMs: one }), ...led.flat()]
}

test('a page that a mailing leads to is gone: it is said, though nobody loads a file with it', () => {
  const reports = tell(mailing(), noon, one)
  const first = reports.find(({ tone }) => tone === 'trouble')
  expect(((first?.atMs ?? Infinity) - noon) / 60_000).toBeLessThanOrEqual(15)
  expect(first?.culprit).toMatchObject({ request: '/cafe/menu.php', status: 404 })
})
