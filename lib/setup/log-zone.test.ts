import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { offsetOf } from '@/lib/zone'
import { type LogOffset, offsetIn } from './log-offset'
import { inBrowserZone, logZone } from './log-zone'
import type { OrderCandidate, Proposal } from './proposal'

test.each<[line: string, minutes: number | null]>([
  ['{"time_iso8601": "2026-11-17T12:03:01+05:30", "status": "200"}', 330],
  ['192.0.2.1 - - [20/Nov/2026:12:00:00 -0330] "GET / HTTP/1.1" 200 5', -210],
  ['{"time":"2026-11-17T12:03:01.250Z"}', 0],
  ['2026-11-17 12:03:01 GET / 200', null],
])('%s', (line, minutes) => {
  expect(offsetIn(line)).toBe(minutes)
})

const at = (day: string, minutes: number): LogOffset => ({ atMs: Date.parse(day), minutes })
const indian = [at('2026-11-19', 330), at('2026-11-20', 330)]
const spring = [at('2026-03-27', 60), at('2026-03-31', 120)]

test.each<[what: string, offsets: LogOffset[], server: string, zone: string]>([
  ['the server’s clock wrote it', indian, 'Asia/Kolkata', 'Asia/Kolkata'],
  ['another clock wrote it', [at('2026-11-20', 120)], 'UTC', 'Etc/GMT-2'],
  ['it is behind UTC', [at('2026-11-20', -180)], 'UTC', 'Etc/GMT+3'],
  ['no zone has its offset', [at('2026-11-20', 7)], 'Europe/Berlin', 'Europe/Berlin'],
  ['the clock was changed as the server’s', spring, 'Europe/Berlin', 'Europe/Berlin'],
  ['it says none', [], 'Europe/Berlin', 'Europe/Berlin'],
  ['it is in UTC', [at('2026-11-20', 0)], 'Europe/Berlin', 'UTC'],
])('the zone of a log: %s', (_, offsets, server, zone) => {
  expect(logZone(offsets, server)).toBe(zone)
})

test('an offset of half an hour has the zone of a place with it', () => {
  const zone = logZone(indian, 'UTC')
  expect(indian.every(({ atMs }) => offsetOf(atMs, zone) === 330 * minuteMs)).toBe(true)
})

const proposalOf = (logOffsets: LogOffset[]): Proposal => ({
  read: {
    ...{ fromMs: 0, toMs: 0, lines: 0, requests: 0, others: 0, visits: 0 },
    ...{ proxyAddresses: 0, limit: null },
  },
  zone: 'UTC',
  logOffsets,
  host: null,
  candidates: [
    { openingHours: { zone: 'UTC', mon: ['08:00-22:00'] } } as unknown as OrderCandidate,
  ],
})

test.each<[what: string, offsets: LogOffset[], browser: string | null, zone: string]>([
  ['agrees', indian, 'Asia/Kolkata', 'Asia/Kolkata'],
  ['agrees through the change of the clock', spring, 'Europe/Vienna', 'Europe/Vienna'],
  ['agrees on one side of the change only', spring, 'Africa/Lagos', 'UTC'],
  ['is elsewhere', indian, 'Europe/Berlin', 'UTC'],
  ['is not known', indian, null, 'UTC'],
])('the browser’s zone %s', (_, offsets, browser, zone) => {
  const shown = inBrowserZone(proposalOf(offsets), browser)
  expect([shown.zone, shown.candidates[0]?.openingHours?.zone]).toEqual([zone, zone])
})
