import { expect, test } from 'vitest'
import { unknownReport } from '@/lib/orders/report/report'
import type { SituationKind } from '@/lib/orders/watch/shop-state'
import { dayMs, hourMs } from '@/lib/time'
import { noneWords } from './period-incidents'

const nowMs = Date.UTC(2026, 10, 20, 12)
const readFromMs = nowMs - 15 * dayMs

const words = (
  kind: SituationKind,
  {
    ago,
    hours = 24,
    oldestMs = null,
    judgedMs = readFromMs,
  }: { ago: number; hours?: number; oldestMs?: number | null; judgedMs?: number },
) => {
  const fromMs = nowMs - ago
  const report = { ...unknownReport(nowMs, 'No line was understood.'), kind }
  return noneWords(
    { ok: true, incidents: [], report, readFromMs, judged: { fromMs: judgedMs, unsure: 0 } },
    { fromMs, toMs: fromMs + hours * hourMs },
    { oldestMs, nowMs, zone: 'UTC' },
  )
}
const begins = nowMs - 3 * dayMs

test.each<[what: string, said: string, expected: string | RegExp]>([
  ['a period that is known', words('ok', { ago: dayMs, oldestMs: begins }), 'no incident.'],
  [
    'a period before the log',
    words('ok', { ago: 5 * dayMs, oldestMs: begins }),
    /^it is not known whether there was an incident\. Nothing is known before Tue 17 Nov 12:00: the log begins then\.$/,
  ],
  [
    'a period that begins before the log',
    words('ok', { ago: 4 * dayMs, hours: 96, oldestMs: begins }),
    /^no incident from Tue 17 Nov 12:00 on\. Nothing is known before: the log begins then\.$/,
  ],
  [
    'a period that begins before enough orders had come',
    words('ok', { ago: 4 * dayMs, hours: 96, judgedMs: begins }),
    /^no incident from Tue 17 Nov 12:00 on\. Nothing is known before: too few orders had come/,
  ],
  [
    'a period that was not read',
    words('ok', { ago: 20 * dayMs, oldestMs: nowMs - 90 * dayMs }),
    /^it is not known .*newest 15 days of the log\.$/,
  ],
  [
    'no line was understood',
    words('not-understood', { ago: dayMs }),
    /^it is not known whether there was an incident\. .*No line was understood\./,
  ],
  [
    'what an order is has not been set up',
    words('not-configured', { ago: dayMs }),
    /^no incident is known\. Without an order that is set up/,
  ],
])('%s', (_, said, expected) => {
  if (typeof expected === 'string') expect(said).toBe(expected)
  else expect(said).toMatch(expected)
})
