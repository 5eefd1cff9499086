import { expect, test } from 'vitest'
import type { StateTransition } from '@/lib/local/state-transition'
import { minuteMs } from '@/lib/time'
import { changeOf, startMs } from './testdata/changes'
import { wordsOf } from './words'

const setting = { publicUrl: 'https://watch.example', shop: 'the café', zone: 'Europe/Berlin' }

const words = (
  change: StateTransition,
  { state = change.to, sinceMs = change.atMs, nowMs = change.atMs } = {},
) => wordsOf({ changes: [change], now: { state, sinceMs } }, { ...setting, nowMs })

test.each<[string, Parameters<typeof changeOf>[0], Parameters<typeof words>[1], string]>([
  ['an alarm', {}, {}, '500-Errors is in ALARM since 11:00'],
  ['its end', { to: 'OK' }, {}, '500-Errors is OK since 11:00'],
  ['no data', { to: 'INSUFFICIENT_DATA' }, {}, '500-Errors is in INSUFFICIENT_DATA since 11:00'],
  [
    'sent after two days',
    {},
    { nowMs: startMs + 2 * 1440 * minuteMs },
    '500-Errors is in ALARM since Tue 24 Nov 11:00',
  ],
  [
    'over when it is sent',
    {},
    { state: 'OK' as never, sinceMs: startMs + 7 * minuteMs },
    '500-Errors is OK since 11:07; it was in ALARM at 11:00',
  ],
  [
    'in the same state again when it is sent',
    {},
    { sinceMs: startMs + 20 * minuteMs },
    '500-Errors is in ALARM since 11:20',
  ],
])('the subject of %s', (_, change, more, expected) => {
  expect(words(changeOf(change), more).subject).toBe(expected)
})

test('an all-clear says how long it was in ALARM, and nothing that is not so any more', () => {
  const change = changeOf({ to: 'OK', atMs: startMs + 25 * minuteMs })
  const { atMs } = change
  const { subject, lines } = wordsOf(
    { changes: [change], now: { state: 'OK', sinceMs: atMs, raisedMs: startMs } },
    { ...setting, nowMs: atMs },
  )
  expect(subject).toBe('500-Errors is OK since 11:25')
  expect(lines[0]).toBe('It was in ALARM for 25\u00a0min, from 11:00 to 11:25')
  expect(lines).not.toContain(change.definition.AlarmDescription)
  expect(words(changeOf()).lines).toContain(changeOf().definition.AlarmDescription)
})

test('alarms that are OK again together are named together, each with its time', () => {
  const change = changeOf({ to: 'OK', atMs: startMs + 2 * minuteMs })
  const also = [
    changeOf({ name: 'Orders-Stopped', to: 'OK' }),
    changeOf({ name: 'Orders-Low\n', to: 'OK', atMs: startMs + minuteMs }),
  ]
  const now = { state: 'OK' as const, sinceMs: change.atMs }
  const { subject, lines } = wordsOf(
    { changes: [change], also, now },
    { ...setting, nowMs: change.atMs },
  )
  expect(subject).toMatch(/^Orders-Stopped, Orders-Low\S* and 500-Errors are OK since 11:02$/)
  expect(lines.find((line) => line.startsWith('OK too'))).toMatch(
    /^OK too: Orders-Stopped since 11:00, Orders-Low\S* since 11:01$/,
  )
})

test('an alarm that is OK while the shop is in trouble reads as no all-clear', () => {
  const change = changeOf({ to: 'OK' })
  const evidence = { lines: ['POST /pay answers 502 to 29 of 30 requests.'], isTrouble: true }
  const now = { state: 'OK' as const, sinceMs: startMs }
  const { subject, lines } = wordsOf(
    { changes: [change], now },
    { ...setting, nowMs: startMs, evidence },
  )
  expect(subject).toBe('500-Errors is OK since 11:00, but the shop is in trouble')
  expect(lines[0]).toBe('POST /pay answers 502 to 29 of 30 requests.')
})

const metrics = [
  { Id: 'm1', ReturnData: false },
  { Id: 'e1', Expression: 'm1*2', ReturnData: true },
]

test.each<[string, Partial<StateTransition>, string[]]>([
  ['a number', {}, ['Measured: 3 (Sum of 500-Errors, 60 s); alarm when ≥ 1']],
  [
    'no number, as when someone sets the state',
    { reasonData: null },
    ['Alarm when: ≥ 1 (Sum of 500-Errors, 60 s)'],
  ],
  [
    'a gap at the end',
    { reasonData: '{"recentDatapoints":[2.5,null]}' },
    ['Measured: 2.5 (Sum of 500-Errors, 60 s); alarm when ≥ 1'],
  ],
  [
    'a large number',
    { reasonData: JSON.stringify({ recentDatapoints: [12_345_678] }) },
    ['Measured: 12345678 (Sum of 500-Errors, 60 s); alarm when ≥ 1'],
  ],
  [
    'a share',
    { reasonData: JSON.stringify({ recentDatapoints: [900 / 76] }) },
    ['Measured: 11.8421 (Sum of 500-Errors, 60 s); alarm when ≥ 1'],
  ],
  [
    'reason data that is something else',
    { reasonData: '[1,2]' },
    ['Alarm when: ≥ 1 (Sum of 500-Errors, 60 s)'],
  ],
  [
    'metric math',
    {
      definition: {
        AlarmName: 'a',
        Metrics: metrics,
        Threshold: 5,
        ComparisonOperator: 'LessThanThreshold',
      },
    },
    ['Measured: 3 (m1*2); alarm when < 5'],
  ],
  [
    'a rule',
    {
      definition: { AlarmName: 'a', AlarmRule: 'ALARM("b") OR ALARM("c")' },
      triggeringChildren: [
        { arn: 'arn:aws:cloudwatch:local:000000000000:alarm:b', state: 'ALARM', atMs: startMs },
      ],
    },
    ['Rule: ALARM("b") OR ALARM("c")', 'Because: b is in ALARM'],
  ],
])('against the threshold: %s', (_, more, expected) => {
  const lines = words({ ...changeOf(), ...more }).lines.filter((line) =>
    /^(Measured|Alarm when|Rule|Because)/.test(line),
  )
  expect(lines).toEqual(expected)
})

test('the reason tells its times in the zone of all others, not in UTC', () => {
  const reason = 'Threshold Crossed: 1 datapoint [1.0 (24/11/26 10:07:00)] was greater than 0.0.'
  const { lines } = words(changeOf({ reason }))
  expect(lines).toContain(
    'Reason: Threshold Crossed: 1 datapoint [1.0 (11:07)] was greater than 0.0.',
  )
})

test('no name, description or reason starts a line or hides characters', () => {
  const hostile = 'a\r\nShop: another\u001b[2J\u202e\u200b'
  const change = changeOf({ name: hostile, reason: hostile })
  change.definition.AlarmDescription = hostile
  const { subject, lines } = words(change)
  const shown = 'a⟨U+000D⟩⟨U+000A⟩Shop: another⟨U+001B⟩[2J⟨U+202E⟩⟨U+200B⟩'
  expect(subject).toBe(`${shown} is in ALARM since 11:00`)
  expect(lines).toContain(`Reason: ${shown}`)
  expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e\u200b]/u)
})

test('of very many changes the newest fifty are listed', () => {
  const many = Array.from({ length: 70 }, (_, at) =>
    changeOf({ to: at % 2 === 0 ? 'ALARM' : 'OK', atMs: startMs + at * minuteMs }),
  )
  const [first = changeOf(), ...rest] = many
  const { subject, lines } = wordsOf(
    { changes: [first, ...rest], now: { state: 'OK', sinceMs: startMs + 69 * minuteMs } },
    { ...setting, nowMs: startMs + 75 * minuteMs },
  )
  expect(subject).toBe('500-Errors is OK since 12:09; it changed 70 times between 11:00 and 12:09')
  expect(lines.find((line) => line.startsWith('Changes: '))).toMatch(
    /^Changes: 20 before, then 11:20 ALARM, .* 12:09 OK$/,
  )
})

test('a shop whose name nobody has said is not named', () => {
  const change = changeOf({})
  const now = { state: change.to, sinceMs: change.atMs }
  const linesOf = (shop: string) =>
    wordsOf({ changes: [change], now }, { ...setting, shop, nowMs: change.atMs }).lines.join('\n')
  expect(linesOf('Tickets')).toContain('Shop: Tickets')
  expect(linesOf('')).not.toContain('Shop')
})
