import { expect, test } from 'vitest'
import { hourMs } from '@/lib/time'
import { addressOf, cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')

/** The café on two servers, each with half of the visitors, of which one is silent from noon on. */
const log = cafeLog({ untilMs: moment(3, '14:00') })
  .map((line) => ({
    ...line,
    source: Number(line.client.split('.').at(-1)) % 2 === 0 ? 'web-1' : 'web-2',
  }))
  .filter(({ source, timeMs }) => source === 'web-1' || timeMs < noon)

test('one of two servers is silent, and the other sells: it is not calm', () => {
  expect(addressOf(1)).toMatch(/\.1$/)
  const reports = tell(log, moment(3, '11:00'), moment(3, '13:30'))
  const before = reports.filter(({ atMs }) => atMs <= noon)
  expect(new Set(before.map(({ tone }) => tone))).toEqual(new Set(['calm']))
  const first = reports.find(({ tone }) => tone !== 'calm')
  expect(first?.atMs).toBeGreaterThan(noon)
  expect(first?.atMs).toBeLessThan(noon + hourMs / 2)
  const last = reports.at(-1)
  expect(last?.tone).toBe('unknown')
  expect(last?.headline).toMatch(
    /^Nothing has come from web-2 since (11:5\d|12:00) \(\d\d min\), while other logs go on\.$/,
  )
  expect(last?.details[1]).toMatch(/^Orders are coming in/)
})
