import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parseSite } from '@/lib/site'
import { openEngine } from './api/testdata/open-engine'

let dir: string
let here: Awaited<ReturnType<typeof openEngine>> | undefined
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'engine-alarms-'))
})
afterEach(async () => {
  await here?.close()
  here = undefined
  rmSync(dir, { recursive: true })
})

const patience = { timeout: 15_000, interval: 50 }
const at = (time: string) => Date.parse(`2026-11-24T${time}Z`)
const line = (time: string, status: string) =>
  `${JSON.stringify({ time: `2026-11-24T${time}Z`, remoteIP: '192.0.2.1', method: 'GET', request: '/', status })}\n`

/** An engine that follows a log, whose clock is set by hand. */
async function follow(monitoring = parseSite('{}').monitoring) {
  const log = join(dir, 'access_log')
  let nowMs = at('12:00:30')
  let isLookDue = false
  let endPause: () => void = () => {}
  here = await openEngine('in process', {
    dataDir: join(dir, 'data'),
    accessLog: [log],
    monitoring,
    clock: () => nowMs,
    pauseAlarms: (_, signal) =>
      new Promise((resolve) => {
        const end = () => {
          isLookDue = false
          endPause = () => {}
          signal.removeEventListener('abort', end)
          resolve()
        }
        endPause = end
        signal.addEventListener('abort', end, { once: true })
        // The clock was set while the alarms were still being looked at.
        if (isLookDue) end()
      }),
  })
  const { engine, metrics } = here
  await engine.loaded
  return {
    engine,
    log,
    set(time: string) {
      nowMs = at(time)
      isLookDue = true
      endPause()
    },
    async history(AlarmName: string) {
      const { AlarmHistoryItems = [] } = await metrics.send(
        new DescribeAlarmHistoryCommand({
          AlarmName,
          HistoryItemType: 'StateUpdate',
          ScanBy: 'TimestampAscending',
        }),
      )
      return AlarmHistoryItems.map(
        ({ Timestamp, HistorySummary }) =>
          `${Timestamp?.toISOString().slice(11, 19)} ${HistorySummary?.replace('Alarm updated from ', '')}`,
      )
    },
  }
}

test('a line of the last moment of a minute counts, and so does one that is logged late', {
  timeout: 60_000,
}, async () => {
  writeFileSync(join(dir, 'access_log'), line('11:59:10', '200'))
  const { engine, log, set, history } = await follow()
  expect(engine.alarmClock()).toEqual({ evaluatedToMs: at('12:00:00'), problem: null })
  const soFar = await history('500-Errors')
  expect(soFar.at(-1)).toMatch(/to OK$/)
  appendFileSync(log, line('12:00:59', '500'))
  set('12:01:00')
  await vi.waitFor(
    async () => expect(await history('500-Errors')).toEqual([...soFar, '12:01:00 OK to ALARM']),
    patience,
  )
  appendFileSync(log, line('12:01:20', '200'))
  set('12:02:00')
  await vi.waitFor(
    async () => expect((await history('500-Errors')).at(-1)).toBe('12:02:00 ALARM to OK'),
    patience,
  )
  // A slow request: it began in the minute that has closed, and is logged at its end.
  appendFileSync(log, line('12:01:50', '500'))
  await vi.waitFor(async () => {
    set('12:02:20')
    expect((await history('500-Errors')).at(-1)).toBe('12:02:20 OK to ALARM')
  }, patience)
  await here?.close()
  const again = await follow()
  again.set('12:02:40')
  expect((await again.history('500-Errors')).slice(soFar.length)).toEqual([
    '12:01:00 OK to ALARM',
    '12:02:00 ALARM to OK',
    '12:02:20 OK to ALARM',
  ])
})
