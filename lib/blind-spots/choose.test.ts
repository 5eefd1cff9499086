import { describe, expect, test } from 'vitest'
import type { AlarmState } from '@/lib/alarms/state'
import { isSound, outcomeOf, ranked } from './choose'

const startMs = Date.parse('2026-11-20T00:00:00Z')
const at = (minute: number) => startMs + minute * 60_000
const minutes = (from: number, to: number) => ({ fromMs: at(from), toMs: at(to) })
const range = minutes(0, 1440)
const incident = minutes(600, 620)

/** A series that has this value in these minutes and 0 in all others. */
const series = (value: number, ...minutes: number[]) => ({
  timesMs: Array.from({ length: 1440 }, (_, minute) => at(minute)),
  values: Array.from({ length: 1440 }, (_, minute) => (minutes.includes(minute) ? value : 0)),
})
const ones = (...minutes: number[]) => series(1, ...minutes)
const within = Array.from({ length: 20 }, (_, minute) => 600 + minute)
const once = { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 }
const twice = { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 }
const long = { threshold: 1, evaluationPeriods: 15, datapointsToAlarm: 3 }
const five = { threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1 }

const best = (
  candidates: { source: string; points: ReturnType<typeof ones>; thresholds: typeof once }[],
  incidents = [incident],
) => ranked(candidates, incident, { incidents, range })

describe('the order of candidates', () => {
  test('the earliest of those that are never raised in vain', () => {
    const points = ones(...within)
    expect(
      best([
        { source: 'twice', points, thresholds: twice },
        { source: 'once', points, thresholds: once },
      ]),
    ).toEqual(['once', 'twice'])
  })

  test('a later one that is not raised in vain is better', () => {
    const points = ones(5, ...within)
    expect(
      best([
        { source: 'once', points, thresholds: once },
        { source: 'twice', points, thresholds: twice },
      ]),
    ).toEqual(['twice', 'once'])
  })

  test('of two that are not raised in vain the one that few visitors reach too, though it is later', () => {
    const points = series(9, 5, ...within)
    expect(
      best([
        { source: 'five', points, thresholds: five },
        { source: 'long', points, thresholds: long },
      ]),
    ).toEqual(['long', 'five'])
  })

  test('raised in another incident it is not raised in vain', () => {
    const candidates = [
      { source: 'once', points: ones(5, ...within), thresholds: once },
      { source: 'twice', points: ones(5, ...within), thresholds: twice },
    ]
    expect(best(candidates)).toEqual(['twice', 'once'])
    expect(best(candidates, [incident, minutes(5, 6)])).toEqual(['once', 'twice'])
  })

  test('what fails every other minute: only the one over many minutes does not flap', () => {
    const nowAndThen = Array.from({ length: 12 }, (_, at) => 600 + at * 5)
    const points = ones(...nowAndThen)
    const lasting = minutes(600, 660)
    expect(
      ranked(
        [
          { source: 'once', points, thresholds: once },
          { source: 'twice', points, thresholds: twice },
          { source: 'long', points, thresholds: long },
        ],
        lasting,
        { incidents: [lasting], range },
      ),
    ).toEqual(['long'])
  })

  test('one with false alarms, or that is never raised, is not chosen', () => {
    expect(best([{ source: 'often', points: ones(5, 50, ...within), thresholds: once }])).toEqual(
      [],
    )
    expect(best([{ source: 'never', points: ones(), thresholds: once }])).toEqual([])
    expect(best([])).toEqual([])
  })
})

/** What an alarm did that was in ALARM at these times. */
function done(...spans: [from: number, to: number][]) {
  const change = (minute: number, from: AlarmState) => ({ atMs: at(minute), from })
  return {
    changes: spans.flatMap(([from, to]) => [change(from, 'OK'), change(to, 'ALARM')]),
    inAlarm: spans.map(([from, to]) => minutes(from, to)),
  }
}
const past = { incidents: [incident], range }

describe('what an alarm did about an incident', () => {
  test('when it was raised, and how often in vain', () => {
    expect(outcomeOf(done([30, 34], [602, 625], [900, 901]), incident, past, 1)).toEqual({
      firesAtMs: at(602),
      delayMinutes: 2,
      raised: { times: 3, minutes: 28 },
      falseAlarms: { times: 2, minutes: 5 },
      flaps: false,
    })
  })

  test('one that was raised at other times only did nothing about it', () => {
    expect(outcomeOf(done([30, 34]), incident, past, 1)).toBeNull()
  })

  test.each<[what: string, spans: [number, number][]]>([
    ['from the beginning of the range on', [[0, 1440]]],
    ['from long before the incident on', [[300, 640]]],
    [
      'just before the incident, and again in it',
      [
        [590, 603],
        [606, 620],
      ],
    ],
  ])('one that was raised %s was not raised by it', (_, spans) => {
    expect(outcomeOf(done(...spans), incident, past, 1)).toBeNull()
  })

  test('minutes in ALARM long after an incident are counted, and make it unsound', () => {
    const outcome = outcomeOf(done([602, 900]), incident, past, 1)
    expect(outcome?.falseAlarms).toEqual({ times: 0, minutes: 275 })
    expect(outcome && isSound(outcome, past)).toBe(false)
    const soonOver = outcomeOf(done([602, 679]), incident, past, 60)
    expect(soonOver && isSound(soonOver, past)).toBe(true)
  })

  test.each<[what: string, spans: [number, number][], flaps: boolean]>([
    ['once', [[600, 620]], false],
    [
      'twice within the hour',
      [
        [600, 605],
        [610, 620],
      ],
      false,
    ],
    [
      'three times within the hour',
      [
        [600, 602],
        [605, 608],
        [610, 620],
      ],
      true,
    ],
    [
      'three times over three hours',
      [
        [600, 602],
        [660, 670],
        [720, 730],
      ],
      false,
    ],
    [
      'every hour of the day',
      Array.from({ length: 24 }, (_, hour): [number, number] => [hour * 60 + 30, hour * 60 + 35]),
      true,
    ],
  ])('raised %s', (_, spans, flaps) => {
    const incidents = spans.map(([from, to]) => minutes(from - 1, to))
    const [first = incident] = incidents
    const outcome = outcomeOf(done(...spans), first, { incidents, range }, 1)
    expect(outcome?.flaps).toBe(flaps)
    expect(outcome && isSound(outcome, { incidents, range })).toBe(!flaps)
  })
})
