import { expect, test } from 'vitest'
import { type Runtime, runtime, setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import type { LoadingStatus } from '@/lib/source'
import { type Asked, earlierOf, momentName, noteMoment } from './earlier'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const view = { range: '3h' } as const
const loading: LoadingStatus = { files: [], linesPerSecond: 0, secondsLeft: null, done: false }

function start(more: Partial<Runtime> = {}): Runtime {
  setRuntime({
    env: readEnv({}),
    answer: null,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => noonMs,
    flights: new Map(),
    ...more,
  })
  return runtime()
}

const situation = { api: 'situation' } as const
const answer = { ok: true }
const note = (of: Runtime, asked: Asked = situation, ageMs = 0, given = answer) =>
  noteMoment(of, momentName(asked, view), given, noonMs - ageMs)

test.each<[what: string, noted: () => void, ageMs: number | null]>([
  ['as old as it is', () => note(start(), situation, 7_000), 7_000],
  ['while it is of now, nearly', () => note(start(), situation, 15_000), 15_000],
  ['not when it is older', () => note(start(), situation, 15_001), null],
  ['not when it failed', () => note(start(), situation, 0, { ok: false }), null],
  ['not of another question', () => note(start(), 'source'), null],
  ['not while the log is loaded', () => note(start({ loading: () => loading })), null],
  [
    'not of another set-up',
    () => {
      note(start())
      start({ lastMoments: runtime().lastMoments })
    },
    null,
  ],
  [
    'not of a recording',
    () => {
      const { env } = start()
      note(start({ env: { ...env, cloudwatch: 'recorded' } }))
    },
    null,
  ],
])('what is said of now is said again %s', (_, noted, ageMs) => {
  noted()
  const found = earlierOf(situation, view)
  expect(found).toEqual(ageMs === null ? null : { reading: answer, ageMs })
})

test.each<[Asked, sameForAll: boolean]>([
  ['source', true],
  [{ api: 'situation' }, true],
  [{ api: 'incidents' }, true],
  [{ api: 'alarms' }, false],
  [{ api: 'expected' }, false],
  [{ api: 'expected', period: 'latest' }, false],
])('%j is the same for all periods: %s', (asked, sameForAll) => {
  note(start(), asked)
  expect(earlierOf(asked, view)).not.toBeNull()
  expect(earlierOf(asked, { range: '24h' }) !== null).toBe(sameForAll)
})
