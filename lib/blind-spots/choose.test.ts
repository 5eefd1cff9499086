import { expect, test } from 'vitest'
import { choose } from './choose'

const startMs = Date.parse('2026-11-20T00:00:00Z')
const at = (minute: number) => startMs + minute * 60_000
const minutes = (from: number, to: number) => ({ fromMs: at(from), toMs: at(to) })
const range = minutes(0, 1440)
const incident = minutes(600, 620)

/** A series that is 1 in these minutes and 0 in all others. */
const ones = (...minutes: number[]) => ({
  timesMs: Array.from({ length: 1440 }, (_, minute) => at(minute)),
  values: Array.from({ length: 1440 }, (_, minute) => (minutes.includes(minute) ? 1 : 0)),
})
const within = Array.from({ length: 20 }, (_, minute) => 600 + minute)
const once = { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 }
const twice = { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 }

const best = (
  candidates: { source: string; points: ReturnType<typeof ones>; thresholds: typeof once }[],
  incidents = [incident],
) => choose(candidates, incident, { incidents, range })

test('the earliest of those that are never raised in vain', () => {
  const points = ones(...within)
  expect(
    best([
      { source: 'twice', points, thresholds: twice },
      { source: 'once', points, thresholds: once },
    ]),
  ).toEqual({
    source: 'once',
    firesAtMs: at(601),
    delayMinutes: 1,
    falseAlarms: { times: 0, minutes: 0 },
  })
})

test('a later one that is not raised in vain is better', () => {
  const points = ones(5, ...within)
  expect(
    best([
      { source: 'once', points, thresholds: once },
      { source: 'twice', points, thresholds: twice },
    ]),
  ).toMatchObject({ source: 'twice', delayMinutes: 2, falseAlarms: { times: 0 } })
})

test('raised in another incident it is not raised in vain', () => {
  const candidates = [{ source: 'once', points: ones(5, ...within), thresholds: once }]
  expect(best(candidates)).toMatchObject({ falseAlarms: { times: 1, minutes: 1 } })
  expect(best(candidates, [incident, minutes(5, 6)])).toMatchObject({ falseAlarms: { times: 0 } })
})

test('a candidate with false alarms, or that is never raised, is not chosen', () => {
  expect(best([{ source: 'often', points: ones(5, 50, ...within), thresholds: once }])).toBeNull()
  expect(best([{ source: 'never', points: ones(), thresholds: once }])).toBeNull()
  expect(best([])).toBeNull()
})
