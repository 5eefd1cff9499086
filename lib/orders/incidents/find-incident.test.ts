import { describe, expect, test } from 'vitest'
import { incident, noonMs } from '@/lib/orders/stories/testdata/incident'
import { hourMs, minuteMs } from '@/lib/time'
import { findIncident, whyNone } from './find-incident'

const at = (minutes: number) => noonMs + minutes * minuteMs
const id = (minutes: number) => `${new Date(at(minutes)).toISOString().slice(0, 16)}Z`
const said = (minutes: number, more = {}) =>
  incident({ id: id(minutes), fromMs: at(minutes - 3), saidMs: at(minutes), ...more })

describe('the incident of an address', () => {
  const early = said(0, { untilMs: at(50) })
  const late = said(120, { untilMs: null })

  test.each([
    ['its own id', id(120), late],
    ['said some minutes later since the log was read again', id(9), early],
    ['said some minutes sooner', id(111), late],
    ['said while it lasted', id(45), early],
    ['a time without one', id(-60), null],
    ['no time at all', 'nothing', null],
    ['a day that there is not', '2026-13-40T12:00Z', null],
  ])('%s', (_, asked, found) => {
    expect(findIncident([late, early], asked)).toBe(found)
  })
})

test.each([
  ['2026-11-20T12:00Z', noonMs - hourMs, 'none then'],
  ['2026-11-20T12:00Z', noonMs + hourMs, 'too old'],
  ['2026-11-20T12:00Z', null, 'learning'],
  ['x', noonMs, 'unknown'],
])('why there is none at %s when the log is read from %s on: %s', (asked, readFromMs, why) => {
  expect(whyNone(asked, readFromMs)).toBe(why)
})
