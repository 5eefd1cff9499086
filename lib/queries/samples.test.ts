import { afterAll, beforeAll, expect, test } from 'vitest'
import { explore } from '@/lib/aws/explore'
import { logLines } from '@/lib/demo/visitors'
import type { Engine } from '@/lib/local/engine'
import { defaultSite } from '@/lib/site'
import { samples } from './samples'
import { openDashboard } from './testdata/open-dashboard'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const fromMs = noonMs - 3_600_000
const at = (ms: number) => new Date(ms).toISOString()
const lines = [
  ...logLines(fromMs, noonMs - 60_000, 7, [{ fromMs: noonMs - 1_200_000, toMs: null }]),
  `{"time":"${at(noonMs - 50_000)}","remoteIP":"198.51.100.7","request":"/gone","method":"GET","status":"404","referer":"https://example.org/","userAgent":"ExampleBot/1.0","bytes":"512"}`,
  'not a request',
]

let engine: Engine
beforeAll(async () => {
  const logEvents = lines.map((message) => ({
    timestamp: message.startsWith('{') ? Date.parse(JSON.parse(message).time) : noonMs - 1_000,
    message,
  }))
  engine = await openDashboard(noonMs, logEvents)
})
afterAll(() => engine.close())

test.each(samples(defaultSite))('$title: has rows, and no whole address', async ({ text }) => {
  const { signal } = new AbortController()
  const answer = await explore(text, { fromMs, toMs: noonMs }, { signal })
  if (!answer.ok) throw new Error(answer.failure.message)
  expect(answer.rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(answer.rows)).not.toContain('198.51.100.7')
})
