import { expect, test } from 'vitest'
import { choose } from './choose'

const startMs = Date.parse('2026-11-20T00:00:00Z')
const at = (minute: number) => startMs + minute * 60_000
const stretch = (from: number, to: number) => ({ fromMs: at(from), toMs: at(to) })
const range = stretch(0, 1440)
const incident = stretch(600, 620)

/** A series that is 1 in these minutes and 0 in all others. */
const ones = (...minutes: number[]) => ({
  timesMs: Array.from({ length: 1440 }, (_, minute) => at(minute)),
  values: Array.from({ length: 1440 }, (_, minute) => (minutes.includes(minute) ? 1 : 0)),
})
const within = Array.from({ length: 20 }, (_, minute) => 600 + minute)
const once = { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 }
const twice = { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 }

const best = (
  trials: { idea: string; points: ReturnType<typeof ones>; thresholds: typeof once }[],
  harm = [incident],
) => choose(trials, incident, { harm, range })

test('the earliest of those that are never raised in vain', () => {
  const points = ones(...within)
  expect(
    best([
      { idea: 'twice', points, thresholds: twice },
      { idea: 'once', points, thresholds: once },
    ]),
  ).toEqual({
    idea: 'once',
    firesAtMs: at(601),
    delayMinutes: 1,
    otherwise: { times: 0, minutes: 0 },
  })
})

test('a later one that is not raised in vain is better', () => {
  const points = ones(5, ...within)
  expect(
    best([
      { idea: 'once', points, thresholds: once },
      { idea: 'twice', points, thresholds: twice },
    ]),
  ).toMatchObject({ idea: 'twice', delayMinutes: 2, otherwise: { times: 0 } })
})

test('raised in another incident it is not raised in vain', () => {
  const trials = [{ idea: 'once', points: ones(5, ...within), thresholds: once }]
  expect(best(trials)).toMatchObject({ otherwise: { times: 1, minutes: 1 } })
  expect(best(trials, [incident, stretch(5, 6)])).toMatchObject({ otherwise: { times: 0 } })
})

test('one that cries wolf, or stays quiet, is none', () => {
  expect(best([{ idea: 'wolf', points: ones(5, 50, ...within), thresholds: once }])).toBeNull()
  expect(best([{ idea: 'quiet', points: ones(), thresholds: once }])).toBeNull()
  expect(best([])).toBeNull()
})
