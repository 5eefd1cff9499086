import { describe, expect, test } from 'vitest'
import { type Report, unknownReport } from '@/lib/orders/report/report'
import { minuteMs } from '@/lib/time'
import { endedWith, raisedBy } from './alarm-incident'

const nightMs = Date.parse('2026-11-30T01:00:00Z')
const at = (minutes: number) => nightMs + minutes * minuteMs
const incident = (
  [fromMs, untilMs]: [number, number | null],
  report: Partial<Report>,
  clearMs?: number,
) => ({ fromMs, untilMs, clearMs, report: { ...unknownReport(fromMs, ''), ...report } })

const kasse = { method: 'POST', request: '/kasse', status: 500 }
const outage = incident([at(5), at(11)], { kind: 'orders-stopped', culprit: kasse })
const strays = incident([at(14), at(14)], { kind: 'failing', culprit: kasse })
const gone = { ...kasse, status: 404 }
const links = incident([at(16), null], { kind: 'failing', culprit: gone })
const silence = incident([at(29), at(34)], { kind: 'no-traffic' }, at(38))
const all = [silence, links, strays, outage]

describe('an alarm is about the incident that it was raised by', () => {
  test.each([
    ['Orders-Stopped', 8, outage],
    ['Orders-Low', 15, strays],
    ['No-Requests', 33, silence],
    ['Server-Errors', 18, strays],
    // Long after that was over.
    ['Server-Errors', 50, null],
    ['Orders-Stopped', 3, null],
  ])('%s at %i', (alarm, minute, about) => {
    expect(raisedBy(alarm, all, at(minute))).toBe(about)
  })

  test.each([
    ['Orders-Stopped', 40, 8, outage],
    // It goes on.
    ['Orders-Low', 40, 17, null],
    ['No-Requests', 39, 33, silence],
  ])('%s is OK at %i, raised at %i', (alarm, minute, raised, about) => {
    expect(endedWith(alarm, all, { atMs: at(minute), raisedMs: at(raised) })).toBe(about)
  })

  test.each<[what: string, untilMs: number | null, minute: number, isFound: boolean]>([
    ['ended a moment before', at(11), 16, true],
    ['goes on', null, 11, false],
    ['ended long before', at(11), 51, false],
  ])(
    'where it is not known when it was raised, the newest such: it %s',
    (_, untilMs, minute, isFound) => {
      const one = { ...outage, untilMs }
      const found = endedWith('Orders-Stopped', [silence, one, outage], { atMs: at(minute) })
      expect(found).toBe(isFound ? one : null)
    },
  )

  test('no incident is known', () => {
    expect(endedWith('Orders-Stopped', [], { atMs: at(1) })).toBeNull()
  })
})
