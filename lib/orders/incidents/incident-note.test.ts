import { describe, expect, test } from 'vitest'
import { evidence, incident, line, noonMs } from '@/lib/orders/stories/testdata/incident'
import { moneyLost } from '@/lib/orders/words/money'
import { minuteMs } from '@/lib/time'
import type { IncidentEvidence } from './incident-evidence'
import { incidentNote } from './incident-note'

const context = { zone: 'Europe/Berlin', publicUrl: 'https://watch.example' }
const alarm = '500-Errors'
const known: IncidentEvidence = evidence({
  lines: {
    ok: true,
    failed: [line(-3)],
    firstFailed: [],
    leftOut: 0,
    good: [line(-4, { status: '200', durationMs: null })],
    of: 'request',
    asked: { query: '', range: { fromMs: 0, toMs: 1 } },
  },
  alarms: {
    ok: true,
    events: [
      { kind: 'changed', alarm, atMs: noonMs, from: 'OK', to: 'ALARM', reason: '3 > 1' },
      { kind: 'notified', alarm, atMs: noonMs + minuteMs, recipient: 'ops', detail: '' },
    ],
    unchanged: [],
    shares: {},
    isComplete: true,
  },
  standsOut: {
    ok: true,
    asked: [],
    found: {
      against: 'during',
      says: '',
      comparisons: [
        {
          by: 'browser',
          met: 748,
          others: 900,
          groups: [],
          left: 0,
          says: 'Safari: 96 % against 26 %.',
        },
        {
          by: 'referrer',
          met: 748,
          others: 900,
          groups: [],
          left: 0,
          says: '[x](//evil): 96 % against 0 %.',
        },
      ],
    },
  },
})

describe('the note', () => {
  test('says when, how much, which, whom and who was notified, in Markdown', () => {
    expect(incidentNote(known, context)).toBe(`# Orders stopped for 63 min from 2026-11-20 12:57:00.

\`GET /cafe/menu.php\` answered 500 from 2026-11-20 12:57:00 to 2026-11-20 14:00:00. 748 visits were affected.

- From: 2026-11-20 12:57:00
- First said: 2026-11-20 13:00:00
- Until: 2026-11-20 14:00:00 (63 min)
- Visits: 1,240
- Orders: 0, 61 (47–76) expected
- Missed: 61 (47–76) orders
- Money: €510 (€390–€640)

## Requests that failed

| Request | Status | Since | Failures, without reloads | Visits | Orders missed |
| --- | --- | --- | --- | --- | --- |
| \`GET /cafe/menu.php\` | 500 | 2026-11-20 12:57:00 | 1,214 | 748 | 61 (47–76) |

## Time line

- 2026-11-20 12:56:00 Last good answer: \`GET /cafe/menu.php 200\`
- 2026-11-20 12:56:00 Last order
- 2026-11-20 12:57:00 First bad line: \`GET /cafe/menu.php 500 in 84\u00a0ms\`
- 2026-11-20 12:57:00 Orders stop
- 2026-11-20 13:00:00 Said on the overview
- 2026-11-20 13:00:00 500-Errors in alarm: \`3 > 1\`
- 2026-11-20 13:01:00 ops notified: 500-Errors
- 2026-11-20 14:00:00 Last failure
- 2026-11-20 14:02:00 All-clear: back to normal

## What stands out

- By browser: Safari: 96 % against 26 %. (748 clients affected, bots included, 900 others)
- By referrer: \`[x](//evil): 96 % against 0 %.\` (748 clients affected, bots included, 900 others)

Times in Europe/Berlin (UTC+1). https://watch.example/incidents/2026-11-20T12%3A00Z
`)
  })

  test('has the same bytes for the same input, also while the incident goes on', () => {
    const open = { ...known, incident: incident({ untilMs: null }) }
    expect(incidentNote(structuredClone(open), context)).toBe(incidentNote(open, context))
    expect(incidentNote(open, context)).toContain('- Until: goes on\n')
    expect(incidentNote(open, context)).toContain('- open All-clear: not yet')
    const unproven = incident({ untilMs: null, seemsOverMs: incident().untilMs ?? 0 })
    expect(incidentNote({ ...known, incident: unproven }, context)).toContain(
      '- Until: last seen 2026-11-20 14:00:00 (63 min), not known to be over\n',
    )
  })

  test('says how many failures of other addresses the counts are of', () => {
    const blamed = incident().blamed.map((one) => ({ ...one, failures: 22, elsewhere: 4 }))
    expect(incidentNote(evidence({ incident: incident({ blamed }) }), context)).toContain(
      '| 22 and 4 at other addresses |',
    )
  })

  test('puts no price on less than one order', () => {
    const { report } = incident()
    const lost = { lostOrders: { low: 0, estimate: 0.2, high: 1 } }
    const lostMoney = { low: 0, estimate: 1.69, high: 8, currency: 'EUR' }
    const cheap = incident({ report: { ...report, ...lost, lostMoney } })
    expect(incidentNote(evidence({ incident: cheap }), context)).toContain(
      '- Missed: 0 (0–1) orders\n- Money: —\n',
    )
    expect(moneyLost(cheap.report)).toBe('—')
  })

  test('says what could not be read', () => {
    const note = incidentNote(evidence(), context)
    expect(note).toContain('Alarms and messages: not known. CloudWatch cannot be reached.')
    expect(note).toContain('Not known. CloudWatch cannot be reached.')
  })

  test.each([
    ['a link', '/[x](https://evil.example)', '`GET /[x](https://evil.example)`'],
    ['the end of code', '/a`<b>`', '`` GET /a`<b>` ``'],
    ['a line end', '/a\n# b', '`GET /a⟨U+000A⟩# b`'],
    ['a turned text', '/a\u202eb', '`GET /a⟨U+202E⟩b`'],
    ['a bar', '/a|b', '`GET /a¦b`'],
  ])('never takes %s of the log for markup', (_, request, shown) => {
    const blamed = incident().blamed.map((one) => ({ ...one, request }))
    const note = incidentNote(evidence({ incident: incident({ blamed }) }), context)
    expect(note).toContain(`| ${shown} | 500 |`)
  })
})
