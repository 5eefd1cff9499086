import { expect, test } from 'vitest'
import { reasonInZone } from './reason-in-zone'
import { compositeReason } from './reasons'
import { evaluateWithReason } from './state'

const nowMs = Date.parse('2026-11-24T15:00:00Z')
const inNewYork = (reason: string) => reasonInZone(reason, nowMs, 'America/New_York')

test('a datapoint is said at the time of the reader', () => {
  const points = [{ startMs: Date.parse('2026-11-24T12:04:00Z'), value: 6 }]
  const rule = {
    ...{ threshold: 5, evaluationPeriods: 1 },
    comparison: 'GreaterThanThreshold' as const,
    treatMissingData: 'missing' as const,
  }
  const { reason } = evaluateWithReason(points, rule, 'OK')
  expect(reason).toContain('[6.0 (24/11/26 12:04:00)]')
  expect(inNewYork(reason)).toBe(reason.replace('24/11/26 12:04:00', '07:04'))
})

test('a state of another alarm too, with its day where that is another', () => {
  const atMs = Date.parse('2026-11-22T12:02:00Z')
  const children = [{ arn: 'arn:1', state: 'ALARM', atMs }] as const
  expect(inNewYork(compositeReason('arn:0', 'ALARM', 'children', children))).toBe(
    'arn:1 transitioned to ALARM at Sun 22 Nov 07:02',
  )
})

test.each([
  'Insufficient Data: 1 datapoint was unknown.',
  'set by hand (24/11/26)',
  'since Monday 3 Brumaire, 2026 10:00:00 UTC',
])('what names no such moment stays as it is: %s', (reason) => {
  expect(inNewYork(reason)).toBe(reason)
})
