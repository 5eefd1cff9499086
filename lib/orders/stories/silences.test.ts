import { describe, expect, test } from 'vitest'
import { dayMs, minuteMs } from '@/lib/time'
import { moment, newNumbers, request } from './testdata/cafe'
import {
  at,
  between,
  evening,
  firstTrouble,
  noon,
  one,
  probes,
  said,
  spells,
} from './testdata/thursday'

describe('nothing comes, or only from programs', () => {
  test('nobody gets in at noon, while a monitor does: that is said within half an hour', () => {
    const fromMs = moment(9, '12:00')
    const reports = said(
      { answer: (_m, _p, atMs) => (atMs >= fromMs ? 0 : 200) },
      { fromMs: moment(9, '08:00'), toMs: moment(9, '13:00'), also: probes(moment(9, '13:00')) },
    )
    expect(spells(between(reports, 0, fromMs))).toEqual([])
    const first = firstTrouble(reports)
    expect(first?.atMs).toBeLessThanOrEqual(fromMs + 30 * minuteMs)
    expect(first?.details[0]).toMatch(
      /^People stay away: 0 visits since 1[12]:\d\d; usually \d+ come/,
    )
  })

  test.each([
    ['a holiday at half the visits', (day: number) => day === 9, 0.5],
    ['a third, as on each Sunday', (day: number) => day % 7 === 6, 0.33],
    ['the end of a week with four times the visits', (day: number) => day < 2 || day > 7, 0.25],
  ])('%s: nobody stays away', (_, isQuiet, share) => {
    const draw = newNumbers(13)
    const stays = Array.from({ length: 40_000 }, () => draw() > share)
    const dayOf = (atMs: number) => Math.floor((atMs - moment(0, '00:00')) / dayMs)
    const reports = said(
      {
        visitsAnHour: () => 60,
        answer: (_m, _p, atMs, visit) => (isQuiet(dayOf(atMs)) && stays[visit] ? 0 : 200),
      },
      { fromMs: moment(7, '22:00'), toMs: moment(13, '23:00'), also: probes(moment(13, '23:00')) },
    )
    expect(spells(reports)).toEqual([])
  })

  test.each([
    ['back', -1],
    ['forward', 1],
  ])('the clocks of visitors go %s, and the server’s do not: nobody stays away', (_, hours) => {
    // Hardly anybody comes at night, and almost at once everybody does.
    const byClock = [...Array(7).fill(4), 40, ...Array(14).fill(150), 40, 4]
    const changedMs = moment(9, '01:00')
    const visitsAnHour = (hour: number, atMs: number) =>
      byClock[(hour + (atMs < changedMs ? 0 : hours) + 24) % 24] ?? 0
    const range = { fromMs: moment(8, '22:00'), toMs: moment(9, '23:00') }
    const reports = said({ visitsAnHour }, { ...range, also: probes(range.toMs) })
    expect(spells(reports)).toEqual([])
  })

  test('after a silence requests come as usual: over before the next order', () => {
    // Few order, and none within two hours of the silence.
    const buys = (atMs: number) => (atMs >= noon && atMs < evening ? 0 : 0.05)
    const isDown = (atMs: number) => atMs >= noon && atMs < one
    const reports = said({ answer: (_m, _p, atMs) => (isDown(atMs) ? 0 : 200), buyers: buys }, {})
    expect(at(reports, one).kind).toBe('no-traffic')
    const calm = between(reports, one, evening).find(({ tone }) => tone === 'calm')
    expect(calm?.atMs).toBeLessThanOrEqual(one + 8 * minuteMs)
    expect(calm?.headline).toMatch(
      /^Requests come in again since 13:0\d, as many as usual; no order yet\.$/,
    )
  })

  test('one line in a silence is no end of it', () => {
    const lone = request(moment(3, '12:40'), '/cafe/', { client: '198.51.100.7' })
    const isDown = (atMs: number) => atMs >= noon
    const reports = said(
      { answer: (_m, _p, atMs) => (isDown(atMs) ? 0 : 200) },
      { also: [lone], toMs: one },
    )
    const [first] = between(reports, noon, one).filter(({ kind }) => kind === 'no-traffic')
    expect(first).toBeDefined()
    expect(between(reports, first?.atMs ?? 0, one).filter(({ tone }) => tone === 'calm')).toEqual(
      [],
    )
  })

  test('the server is dead, or its log does not arrive', () => {
    const isDown = (atMs: number) => atMs >= noon && atMs < one
    const reports = said({ answer: (_m, _p, atMs) => (isDown(atMs) ? 0 : 200) }, {})
    const first = firstTrouble(reports)
    expect(first).toMatchObject({ kind: 'no-traffic', culprit: null })
    expect(first?.atMs).toBeLessThanOrEqual(noon + 12 * minuteMs)
    expect(first?.sinceMs).toBeLessThanOrEqual(noon)
    expect(at(reports, one).kind).toBe('no-traffic')
    expect(spells(between(reports, one + 5 * minuteMs, evening))).toEqual([])
  })
})
