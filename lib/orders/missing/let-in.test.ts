import { expect, test } from 'vitest'
import type { Among } from '@/lib/orders/failing/among'
import { hourMs, minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { newLetIn } from './let-in'

const noon = 12 * hourMs
const safari = { by: 'browser', value: 'Safari' } as Among

/** Visits each minute until noon, every fifth with Safari; then those that `comes` tells. */
function letIn(comes: (visit: number) => boolean, minutes: number) {
  const known = newLetIn()
  const see = (visit: number, ms: number) => {
    const browser = visit % 5 === 0 ? 'Safari' : 'Firefox'
    known.see({ browsers: [browser] as readonly string[], country: '', referrer: '' } as Visit, ms)
  }
  for (let minute = 0; minute < 180; minute += 1) see(minute, noon - (180 - minute) * minuteMs)
  for (let minute = 0; minute < minutes; minute += 1)
    if (comes(minute)) see(minute, noon + minute * minuteMs)
  return (met: number) =>
    known.areMissing(safari, { sinceMs: noon, nowMs: noon + minutes * minuteMs, met })
}
const isOther = (visit: number) => visit % 5 !== 0

test.each<[string, (visit: number) => boolean, number, number, boolean]>([
  ['none of them is served any more', isOther, 30, 6, true],
  ['they are served as ever, beside bots of that name', () => true, 30, 6, false],
  ['ten times as many are refused as would come', isOther, 30, 60, false],
  ['too short a time to tell', isOther, 5, 3, false],
])('a browser is refused: %s', (_, comes, minutes, met, isMissing) => {
  expect(letIn(comes, minutes)(met)).toBe(isMissing)
})

test('of a browser that hardly ever came nothing is told', () => {
  const known = newLetIn()
  const among = { by: 'browser', value: 'Opera' } as Among
  expect(known.areMissing(among, { sinceMs: noon, nowMs: noon + hourMs, met: 3 })).toBe(false)
})
