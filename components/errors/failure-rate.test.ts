import { expect, test } from 'vitest'
import { failureRate } from './failure-rate'

const at = (time: string) => Date.parse(`2026-11-24T${time}Z`)
const window = { fromMs: at('08:00'), toMs: at('11:00'), binMs: 5 * 60_000 }
const row = { failures: 39, firstSeen: at('09:03'), lastSeen: at('10:59') }
const bins = (...counts: [string, number][]) =>
  new Map(counts.map(([time, count]) => [at(time), count]))

test.each([
  [
    'all of it since a time, however much of the period that is',
    { row, url: { requests: 100, lastGood: at('09:02') }, byBin: bins() },
    'every request since 09:03',
  ],
  [
    'since the last good answer, where a stray failure came before it: the first one after it is not known',
    {
      row: { ...row, firstSeen: at('08:10') },
      url: { requests: 100, lastGood: at('09:02') },
      byBin: bins(['08:10', 1], ['09:05', 20], ['09:10', 18]),
    },
    'no good answer since 09:02',
  ],
  [
    'all of it, of a URL that never was good',
    { row, url: { requests: 39, lastGood: 0 }, byBin: bins() },
    'every request',
  ],
  [
    'a share, where some are still answered',
    { row, url: { requests: 100, lastGood: at('11:00') }, byBin: bins() },
    '39\u00a0%',
  ],
  [
    'a share, where a last failure or two may be chance',
    {
      row: { ...row, firstSeen: at('08:10') },
      url: { requests: 100, lastGood: at('10:57') },
      byBin: bins(['10:55', 9]),
    },
    '39\u00a0%',
  ],
  [
    'a single request',
    {
      row: { ...row, failures: 1 },
      url: { requests: 1, lastGood: 0 },
      byBin: bins(['09:00', 1]),
    },
    '1 of 1 request',
  ],
  ['what is not known', { row, url: undefined, byBin: bins() }, '—'],
])('%s', (_, known, words) => {
  expect(failureRate({ ...known, window }, at('11:00'), 'UTC')).toBe(words)
})
