import { describe, expect, test } from 'vitest'
import { newLineReader } from '@/lib/access-log/line-reader'
import { alarmInput } from '@/lib/alarms/input'
import { definitionOf, type SeriesAlarm } from '@/lib/back-test/definition'
import { emptyStatistics, pointsOf } from '@/lib/back-test/minute-statistics'
import { replayAlarm } from '@/lib/back-test/replay-alarm'
import { defaultMonitoring } from '@/lib/site'
import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { healthyScenario, incidentScenario } from './choose-scenario'
import type { Scenario } from './scenario'
import { simulate } from './simulate'

const declared = defaultMonitoring.alarms.find(({ name }) => name === 'Server-Errors')
if (!declared) throw new Error('Server-Errors does not come with CafeWatch')
const alarm = definitionOf(alarmInput(declared, () => [])) as SeriesAlarm
const reader = newLineReader({ clock: () => Date.UTC(2026, 0, 1) })

type Answered = { atMs: number; status: number }

function answersOf(scenario: Scenario): Answered[] {
  return [...simulate(scenario).lines].map((line) => {
    const reading = reader.read(line)
    if (reading.kind !== 'request') throw new Error(`${reading.kind}: ${line}`)
    return { atMs: reading.timestampMs, status: Number(reading.fields.status) }
  })
}

/** When the alarm that comes with CafeWatch would have been raised over these answers, epoch ms. */
async function raisedBy(answers: readonly Answered[], range: TimeRange): Promise<number[]> {
  const minutes = (range.toMs - range.fromMs) / minuteMs
  const counted = {
    '5xx-Errors': emptyStatistics(range.fromMs, minutes, 0),
    Requests: emptyStatistics(range.fromMs, minutes, 0),
  }
  for (const { atMs, status } of answers) {
    const at = Math.floor((atMs - range.fromMs) / minuteMs)
    if (at < 0 || at >= minutes) continue
    for (const [name, { count, sum, received }] of Object.entries(counted)) {
      received[at] = 1
      if (name === '5xx-Errors' && (status < 500 || status > 599)) continue
      count[at] = (count[at] ?? 0) + 1
      sum[at] = (sum[at] ?? 0) + 1
    }
  }
  const { transitions } = await replayAlarm(
    alarm,
    {
      points: async ({ Metric, Period }, phaseMs) =>
        pointsOf(counted[Metric.MetricName as keyof typeof counted], 'Sum', {
          periodSeconds: Period,
          phaseMs,
        }),
      slides: () => true,
    },
    { range },
  )
  return transitions.filter(({ to }) => to === 'ALARM').map(({ atMs }) => atMs)
}

const menuFails = (seed: number) =>
  incidentScenario(seed, { kind: 'menu-500', size: 190, historyDays: 0 }) as Scenario

describe('a menu that fails for everybody, in a shop of 190 orders a day', () => {
  test('is notified within two minutes in two of three cases by day', async () => {
    const delays: number[] = []
    for (let seed = 1; seed <= 30; seed += 1) {
      const scenario = menuFails(seed)
      const startMs = scenario.incident?.startMs ?? Number.NaN
      const hour = new Date(startMs).getUTCHours()
      if (hour < 8 || hour > 20) continue
      const range = {
        fromMs: Math.floor(startMs / hourMs) * hourMs - hourMs,
        toMs: Math.ceil(startMs / hourMs) * hourMs + hourMs,
      }
      const [raisedMs = Number.NaN] = await raisedBy(answersOf(scenario), range)
      delays.push((raisedMs - startMs) / minuteMs)
    }
    delays.sort((a, b) => a - b)
    expect(delays.length).toBeGreaterThan(15)
    expect(delays[Math.floor(delays.length / 2)]).toBeLessThan(1.5)
    const inTime = delays.filter((minutes) => minutes <= 2).length
    expect(inTime / delays.length).toBeGreaterThanOrEqual(2 / 3)
    expect(delays.at(-1)).toBeLessThan(10)
  }, 120_000)
})

describe('strays raise nothing', () => {
  test.each([31, 190, 900])(
    '0.06 % of the answers, %d orders a day',
    async (size) => {
      for (const seed of [1, 2]) {
        const healthy = healthyScenario(seed, {
          kind: 'ordinary',
          size,
          historyDays: 0,
        }) as Scenario
        const answers = answersOf({ ...healthy, strayShare: 0.0006 })
        expect(await raisedBy(answers, healthy.evaluated)).toEqual([])
      }
    },
    120_000,
  )

  test('two in an hour, however close, among few requests', async () => {
    const fromMs = Date.UTC(2026, 0, 1)
    const range = { fromMs, toMs: fromMs + hourMs }
    const answers = [0, 30, 31, 59].map((minute) => ({
      atMs: fromMs + minute * minuteMs,
      status: minute === 30 || minute === 31 ? 502 : 200,
    }))
    expect(await raisedBy(answers, range)).toEqual([])
  })

  test('three of three thousand', async () => {
    const fromMs = Date.UTC(2026, 0, 1)
    const range = { fromMs, toMs: fromMs + hourMs }
    const answers = Array.from({ length: 60_000 }, (_, at) => ({
      atMs: fromMs + at * 60,
      status: at % 1_000 === 0 ? 500 : 200,
    }))
    expect(await raisedBy(answers, range)).toEqual([])
  })
})
