import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch'
import { expect, test, vi } from 'vitest'
import { clients } from '@/lib/aws/cloudwatch'
import { runtime } from '@/lib/aws/runtime'
import { openPast } from '@/lib/aws/testdata/open-past'
import { testExisting } from '@/lib/back-test/read'
import { logLines } from '@/lib/demo/visitors'
import { hourMs, minuteMs } from '@/lib/time'
import { alarmEvidence } from './alarm-evidence'
import { startPublishing } from './start-publishing'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const brokenMs = noonMs - 100 * minuteMs
const outage = { fromMs: brokenMs, toMs: brokenMs + 37 * minuteMs }
const again = { fromMs: noonMs - 15 * minuteMs, toMs: null }

async function historyOf(AlarmName: string) {
  const { AlarmHistoryItems = [] } = await clients().metrics.send(
    new DescribeAlarmHistoryCommand({
      AlarmName,
      HistoryItemType: 'StateUpdate',
      ScanBy: 'TimestampAscending',
    }),
  )
  return AlarmHistoryItems.map(({ Timestamp, HistorySummary = '' }) => ({
    to: HistorySummary.replace(/.* to /, ''),
    atMs: Timestamp?.getTime() ?? 0,
  }))
}

test('without a page open the shop is followed: its alarms have a past, and are raised now', async () => {
  let nowMs = noonMs + 10_000
  const lines = logLines(noonMs - 9 * hourMs, noonMs, 7, [outage, again])
  const past = await openPast(lines, { nowMs, clock: () => nowMs })
  Object.assign(runtime().env, { publishMetrics: true })
  const logged: string[] = []
  const publishing = startPublishing((text) => logged.push(text))
  const patience = { timeout: 60_000, interval: 1_000 }
  try {
    const range = { fromMs: noonMs - 6 * hourMs, toMs: noonMs }
    await vi.waitFor(async () => {
      // What was said a moment ago is said again for two seconds.
      nowMs += 2_100
      const tested = await testExisting(['Orders-Stopped'], { range })
      const changes = tested.ok ? tested.alarms[0]?.changes : []
      expect(changes?.map(({ to }) => to)).toContain('ALARM')
    }, patience)
    nowMs += minuteMs
    await vi.waitFor(async () => {
      expect((await historyOf('Orders-Stopped')).at(-1)?.to).toBe('ALARM')
    }, patience)
    const history = await historyOf('Orders-Stopped')
    expect(history.map(({ to }) => to)).toEqual(['OK', 'ALARM', 'OK', 'ALARM'])
    const [, stopped, over, now] = history.map(({ atMs }) => (atMs - brokenMs) / minuteMs)
    expect(stopped).toBeGreaterThan(0)
    expect(stopped).toBeLessThan(10)
    expect(over).toBeGreaterThan(37)
    expect(over).toBeLessThan(37 + 20)
    expect(now).toBeGreaterThan(85)
    expect(now).toBeLessThan(102)
    expect(await historyOf('No-Requests')).toMatchObject([{ to: 'OK' }])
    const tested = await testExisting(['Orders-Stopped'], { range })
    if (!tested.ok) throw new Error(JSON.stringify(tested))
    expect(tested.alarms[0]?.changes.map(({ to, atMs }) => ({ to, atMs }))).toEqual(
      history.filter(({ atMs }) => atMs > range.fromMs && atMs <= range.toMs),
    )
    const { lines: evidence } = await alarmEvidence('Orders-Stopped', { to: 'ALARM', atMs: noonMs })
    expect(evidence[0]).toMatch(/^Orders stopped at 11:4\d\.$/)
    expect(evidence.at(-1)).toMatch(/^GET \/cafe\/menu\.php has answered 500 to /)
    expect(logged).toEqual([])
  } finally {
    await publishing.close()
    await past.close()
  }
}, 150_000)
