import { renameSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { openPast } from '@/lib/aws/testdata/open-past'
import { logLines } from '@/lib/demo/visitors'
import { jsonOf } from '@/lib/orders/report/report-json'
import { hourMs, minuteMs } from '@/lib/time'
import { alarmEvidence } from './alarm-evidence'
import { readSituation } from './read'

const noonMs = Date.parse('2026-11-20T12:00:00Z')

async function headline(): Promise<string> {
  const reading = await readSituation()
  return reading.ok && reading.report ? jsonOf(reading.report).headline : ''
}

test('a log file that is moved away is said with the silence, by the API and by the message', async () => {
  let nowMs = noonMs + 10_000
  const past = await openPast(logLines(noonMs - 9 * hourMs, noonMs, 7, []), {
    nowMs,
    clock: () => nowMs,
  })
  const patience = { timeout: 30_000, interval: 300 }
  const soon = () => {
    nowMs += 2_100
  }
  try {
    await vi.waitFor(async () => {
      soon()
      expect(await headline()).toMatch(/^Orders are coming in, the last at 1\d:\d\d\./)
    }, patience)
    renameSync(past.file, `${past.file}.away`)
    await vi.waitFor(async () => {
      soon()
      expect(await headline()).toMatch(/^Orders are coming in, .* There is no file .*access_log\./)
    }, patience)
    nowMs = noonMs + 40 * minuteMs
    const said =
      /^Nothing has been logged since 11:59 \(40 min\), and the log file is gone\. .* There is no file .*access_log\./
    expect(await headline()).toMatch(said)
    const { lines } = await alarmEvidence('No-Requests', { to: 'ALARM', atMs: nowMs - minuteMs })
    expect(lines.join(' ')).toMatch(said)
  } finally {
    await past.close()
  }
}, 90_000)
