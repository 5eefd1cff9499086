import { describe, expect, test } from 'vitest'
import type { AlarmHistory } from '@/lib/alarms/alarm'
import { clock } from '@/lib/format'
import { evidence, incident, line, noonMs } from '@/lib/orders/stories/testdata/incident'
import { minuteMs } from '@/lib/time'
import type { IncidentLines } from './incident-evidence'
import { timeLineOf } from './incident-time-line'

const at = (minutes: number) => noonMs + minutes * minuteMs
const lines: { ok: true } & IncidentLines = {
  ok: true,
  failed: [line(50), line(49)],
  firstFailed: [line(-2), line(-3)],
  leftOut: 1210,
  good: [line(-4, { status: '200' }), line(-5, { status: '200' })],
  of: 'request',
  asked: { query: '', range: { fromMs: at(-3), toMs: at(60) } },
}
const alarm = 'Server-Errors'
const reason =
  'Threshold Crossed: 1 out of the last 2 datapoints [7.2727272727272725 (20/11/26 12:00:00)] was greater than or equal to the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).'
const alarms: { ok: true } & AlarmHistory = {
  ok: true,
  events: [
    { kind: 'changed', alarm, atMs: at(0), from: 'OK', to: 'ALARM', reason },
    { kind: 'notified', alarm, atMs: at(0) + 1, recipient: 'ops (email)', detail: '' },
    { kind: 'not notified', alarm, atMs: at(1), recipient: 'shop (slack)', detail: 'HTTP 500' },
    { kind: 'changed', alarm, atMs: at(61), from: 'ALARM', to: 'OK', reason: '' },
  ],
  unchanged: [],
  shares: { [alarm]: { part: 'errors', whole: 'requests', least: 3 } },
  isComplete: true,
}
const shown = (given: Parameters<typeof evidence>[0]) =>
  timeLineOf(evidence(given)).map(
    ({ atMs, title, detail }) =>
      `${atMs === null ? 'open' : clock(atMs, 'UTC')} ${title}${detail && `: ${detail}`}`,
  )

describe('the time line', () => {
  test('from the last good answer to the all-clear, with who was notified', () => {
    expect(shown({ lines, alarms })).toEqual([
      '11:56 Last good answer: GET /cafe/menu.php 200 in 84\u00a0ms',
      '11:56 Last order',
      '11:57 First bad line: GET /cafe/menu.php 500 in 84\u00a0ms',
      '11:57 Orders stop',
      '12:00 Said on the overview',
      '12:00 Server-Errors in alarm: 7.3\u00a0% of requests, raised from 3 errors and 5\u00a0% on',
      '12:00 ops (email) notified: Server-Errors',
      '12:01 shop (slack) not notified: Server-Errors: HTTP 500',
      '13:00 Last failure',
      '13:01 Server-Errors OK',
      '13:02 All-clear: back to normal',
    ])
  })

  test('of orders that were low before they stopped, both', () => {
    const { report } = incident()
    const low = incident({ report: { ...report, culprit: null, stoppedMs: at(20) } })
    expect(shown({ incident: low })).toEqual(
      expect.arrayContaining(['11:57 Orders fall', '12:20 Orders stop']),
    )
  })

  test('names the part of a query that chooses the page', () => {
    const query = '?route=fournil/carte'
    const good = [line(-4, { request: '/index.php', query, status: '200' })]
    expect(shown({ lines: { ...lines, good } })).toContain(
      '11:56 Last good answer: GET /index.php?route=fournil/carte 200 in 84\u00a0ms',
    )
  })

  test('tells of an alarm that flaps its first and its last change', () => {
    const flapping = Array.from({ length: 7 }, (_, change) => ({
      ...{ kind: 'changed' as const, alarm, atMs: at(change + 1), reason },
      ...(change % 2 === 0
        ? { from: 'OK' as const, to: 'ALARM' as const }
        : { from: 'ALARM' as const, to: 'OK' as const }),
    }))
    const told = (count: number) =>
      shown({ alarms: { ...alarms, events: flapping.slice(0, count) } }).filter((text) =>
        text.includes(alarm),
      )
    expect(told(4)).toHaveLength(4)
    expect(told(7)).toEqual([
      '12:01 Server-Errors in alarm: 7.3\u00a0% of requests, raised from 3 errors and 5\u00a0% on',
      '12:02 Server-Errors changed 5 times: between ALARM and OK',
      '12:07 Server-Errors in alarm: 7.3\u00a0% of requests, raised from 3 errors and 5\u00a0% on',
    ])
  })

  test('says the number of an alarm on no share, with its threshold', () => {
    expect(shown({ alarms: { ...alarms, shares: {} } })).toContain(
      '12:00 Server-Errors in alarm: 7.27, threshold 5',
    )
  })

  test('leaves out what alarms do long after its end', () => {
    const [first] = alarms.events
    const later = [76, 78].map((minutes) => ({ ...first, atMs: at(minutes) }) as typeof first)
    const events = later.filter((event) => event !== undefined)
    const raised = shown({ alarms: { ...alarms, events } }).filter((text) => text.includes(alarm))
    expect(raised).toEqual([
      '13:16 Server-Errors in alarm: 7.3\u00a0% of requests, raised from 3 errors and 5\u00a0% on',
    ])
  })

  test('ends with what is still to come while it goes on', () => {
    expect(shown({ incident: incident({ untilMs: null }), lines, alarms }).at(-1)).toBe(
      'open All-clear: not yet: it comes when orders are back to normal',
    )
  })

  test('an all-clear may come before an order does', () => {
    const early = incident({ endsBeforeOrder: true })
    expect(shown({ incident: early })).toContain('13:02 All-clear: no order yet')
  })

  test('has the incident’s own moments where nothing else could be read', () => {
    expect(shown({})).toEqual([
      '11:56 Last order',
      '11:57 Orders stop',
      '12:00 Said on the overview',
      '13:00 Last failure',
      '13:02 All-clear: back to normal',
    ])
  })

  test.each([
    [{ silentFromMs: at(64) }, '13:04 All-clear: none: nothing was logged since'],
    [{}, '13:00 All-clear: none: something else was wrong by then'],
  ])('says why there was no all-clear: %o', (more, said) => {
    const unclear = incident({ clearMs: undefined, ...more })
    expect(shown({ incident: unclear }).slice(-2)).toEqual(['13:00 Last failure', said])
  })

  test('of a silence ends where lines arrive again', () => {
    const report = { ...incident().report, kind: 'no-traffic' as const, culprit: null }
    expect(shown({ incident: incident({ report }) }).slice(-2)).toEqual([
      '13:00 Lines arrive again',
      '13:02 All-clear: back to normal',
    ])
  })

  test('shows text of the log in one line', () => {
    const hostile = { ...lines, failed: [line(-3, { request: '/a\n# b\u202e' })], firstFailed: [] }
    expect(shown({ lines: hostile })).toContain(
      '11:57 First bad line: GET /a⟨U+000A⟩# b⟨U+202E⟩ 500 in 84\u00a0ms',
    )
  })
})
