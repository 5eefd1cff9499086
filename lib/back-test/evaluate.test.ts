import { expect, test } from 'vitest'
import type { Comparison } from '@/lib/alarms/comparison'
import { replay } from '@/lib/alarms/replay'
import type { AlarmState, Treatment } from '@/lib/alarms/state'
import { random } from '@/lib/demo/random'
import { minuteMs } from '@/lib/time'
import { alarmSpans, changesOver, stateAt } from './evaluate'

const fromMs = Date.parse('2026-11-20T10:00:00Z')
const toMs = fromMs + 500 * minuteMs

test('counting instead of evaluating each minute changes nothing: 300 random alarms', () => {
  let changed = 0
  for (let seed = 1; seed <= 300; seed += 1) {
    const chance = random(seed, 3)
    const periodSeconds = chance.pick([10, 60, 60, 120, 300, 3600])
    const evaluationPeriods = 1 + chance.below(5)
    const sliding = chance.next() < 0.3
    const rule = {
      comparison: chance.pick<Comparison>([
        'GreaterThanOrEqualToThreshold',
        'GreaterThanThreshold',
        'LessThanThreshold',
        'LessThanOrEqualToThreshold',
      ]),
      threshold: 2,
      evaluationPeriods,
      datapointsToAlarm: chance.pick([undefined, 1 + chance.below(evaluationPeriods)]),
      treatMissingData: chance.pick<Treatment>(['missing', 'ignore', 'breaching', 'notBreaching']),
    }
    const [gaps, levels] = [chance.pick([0, 0.1, 0.6]), chance.pick([3, 5])]
    const silent = new Set(Array.from({ length: chance.pick([0, 300]) }, (_, at) => at + 100))
    const points = { timesMs: [] as number[], values: [] as number[] }
    const periodMs = periodSeconds * 1000
    const first = Math.floor((fromMs - 3_600_000) / periodMs) * periodMs
    // Only periods that slide begin with any minute.
    const stepMs = sliding ? Math.min(minuteMs, periodMs) : periodMs
    for (let timeMs = first; timeMs < toMs; timeMs += stepMs) {
      if (chance.next() < gaps || silent.has(Math.floor((timeMs - fromMs) / minuteMs))) continue
      points.timesMs.push(timeMs)
      points.values.push(chance.below(levels))
    }
    const known = new Map(points.timesMs.map((timeMs, at) => [timeMs, points.values[at] ?? 0]))
    const start = chance.pick<AlarmState>(['OK', 'ALARM', 'INSUFFICIENT_DATA'])
    const evaluating = { rule, periodSeconds, sliding }
    const slowly = replay(evaluating, (ms) => known.get(ms) ?? null, { fromMs, toMs }, start)
    expect(changesOver(evaluating, points, { fromMs, toMs }, start), `seed ${seed}`).toEqual(slowly)
    changed += slowly.length
  }
  expect(changed).toBeGreaterThan(1_000)
})

const transition = (minute: number, to: AlarmState) => ({
  atMs: fromMs + minute * minuteMs,
  from: 'OK' as const,
  to,
  reason: '',
  evaluated: [],
})
const transitions = [transition(3, 'ALARM'), transition(5, 'OK'), transition(8, 'ALARM')]

test.each([
  ['OK', 2, 'OK'],
  ['OK', 3, 'ALARM'],
  ['OK', 6, 'OK'],
  ['ALARM', 0, 'ALARM'],
] as const)('beginning in %s, after %i minutes it is %s', (start, minutes, state) => {
  expect(stateAt(transitions, fromMs + minutes * minuteMs, start)).toBe(state)
})

test.each([
  ['OK', [3, 5, 8, 10]],
  ['ALARM', [0, 5, 8, 10]],
] as const)('beginning in %s it is in alarm from, to, from, to minute %j', (start, minutes) => {
  const range = { fromMs, toMs: fromMs + 10 * minuteMs }
  const spans = alarmSpans(transitions, range, start)
  expect(spans.flatMap((span) => [span.fromMs, span.toMs])).toEqual(
    minutes.map((minute) => fromMs + minute * minuteMs),
  )
})
