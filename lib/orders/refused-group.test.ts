import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import type { Among } from './among'
import type { Trouble } from './failing'
import { newRefusedGroup } from './refused-group'

const visitOf = (browser: string) => ({ browser }) as Visit
const samsung: Among = {
  by: 'browser',
  value: 'Samsung Internet',
  name: 'Samsung Internet',
  visits: 4,
  met: 4,
  others: { visits: 80, met: 0 },
}
const at = (minute: number) => minute * minuteMs

/** The landing page is refused to one browser since minute 60, which is noticed first. */
function trouble(more: Partial<Trouble> = {}): Trouble {
  const affected = [{ visit: visitOf(samsung.value), atMs: at(60) }]
  const of = { failure: 'refused', status: 403, sinceMs: at(60), among: samsung, affected }
  return { ...of, ...more } as Trouble
}

function widened(
  refusals: readonly [minute: number, browser: string, status: number][],
  of = trouble(),
) {
  const group = newRefusedGroup()
  for (const [minute, browser, status] of refusals)
    group.refused(visitOf(browser), at(minute), status)
  const { sinceMs, affected } = group.widened(of)
  return [sinceMs / minuteMs, affected.length]
}

test.each<[string, [number, string, number][], number[]]>([
  [
    'other pages were before it',
    [
      [50, samsung.value, 403],
      [56, samsung.value, 403],
    ],
    [50, 3],
  ],
  ['and after it', [[70, samsung.value, 403]], [60, 2]],
  ['a stray one long before', [[-10, samsung.value, 403]], [60, 1]],
  ['another browser', [[56, 'Firefox', 403]], [60, 1]],
  ['another status', [[56, samsung.value, 401]], [60, 1]],
])('%s', (_, refusals, expected) => {
  expect(widened(refusals)).toEqual(expected)
})

test('a trouble of everybody stays as it is', () => {
  expect(widened([[56, samsung.value, 403]], trouble({ among: null }))).toEqual([60, 1])
})

test('who was answered well since is not refused', () => {
  const group = newRefusedGroup()
  const visit = visitOf(samsung.value)
  group.refused(visit, at(56), 403)
  group.answered(visit)
  expect(group.widened(trouble()).sinceMs).toBe(at(60))
})
