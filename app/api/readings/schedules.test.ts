import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { openHere } from '@/lib/access/testdata/open-here'
import { type Answer, runtime, setRuntime } from '@/lib/aws/runtime'
import { random } from '@/lib/demo/random'
import { readEnv } from '@/lib/env'
import { ranges, windowOf } from '@/lib/window'
import { GET } from './route'

// Viewers who come, go and ask for something else, at random: queries end with their last reader, and nobody
// gets the rows of another question.

const schedules = inject('schedules')
const viewers = 4
const steps = 4
const countries = ['DE', 'FR', 'IT']
const nowMs = Date.parse('2026-11-20T12:00:00Z')

const nameOf = (text: string, startTime: number, endTime: number) =>
  createHash('sha256')
    .update(JSON.stringify([text, startTime, endTime]))
    .digest('hex')
    .slice(0, 12)

/** CloudWatch whose rows name the query and window that they are of, and which takes some polls for each. */
function newCloudWatch(polls: () => number) {
  const queries = new Map<string, { name: string; pollsLeft: number; running: boolean }>()
  let ids = 0
  const operations: Record<string, (input: Record<string, unknown>) => object> = {
    StartQuery({ queryString, startTime, endTime }) {
      ids += 1
      const queryId = `q-${ids}`
      const text = String(queryString).replace(/\n# cafewatch:.*$/, '')
      const name = nameOf(text, Number(startTime), Number(endTime))
      queries.set(queryId, { name, pollsLeft: polls(), running: true })
      return { queryId }
    },
    GetQueryResults({ queryId }) {
      const query = queries.get(String(queryId))
      if (!query) throw new Error('asked for a query that was not started')
      query.pollsLeft -= 1
      if (query.pollsLeft > 0 && query.running)
        return { status: 'Running', results: [], statistics: {} }
      query.running = false
      const row = { country: query.name, requests: '1', orders: '0', failed: '0' }
      const fields = Object.entries(row).map(([field, value]) => ({ field, value }))
      return { status: 'Complete', results: [fields], statistics: {} }
    },
    StopQuery({ queryId }) {
      const query = queries.get(String(queryId))
      if (query) query.running = false
      return { success: true }
    },
  }
  const answer: Answer = async ({ target, body }) => {
    const operation = operations[target.split('.')[1] ?? '']
    const reply = operation?.(JSON.parse(Buffer.from(body).toString())) ?? {}
    const headers = { 'content-type': 'application/x-amz-json-1.1' }
    return { status: 200, headers, body: JSON.stringify(reply) }
  }
  return {
    answer,
    started: () => queries.size,
    running: () => [...queries.values()].filter(({ running }) => running).length,
  }
}

/** Asks as a page does; the rows that came before the viewer left. */
async function look(range: (typeof ranges)[number], country: string, signal: AbortSignal) {
  const url = `http://localhost/api/readings?range=${range}&country=${country}&ask=requests-by-country`
  try {
    const response = await GET(
      new Request(url, { headers: { host: 'localhost' }, signal }),
      undefined,
    )
    const reader = response.body?.getReader()
    signal.addEventListener('abort', () => void reader?.cancel().catch(() => {}))
    let text = ''
    for (let part = await reader?.read(); part?.value; part = await reader?.read())
      text += new TextDecoder().decode(part.value)
    return text === '' ? null : JSON.parse(text).reading
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

async function runSchedule(seed: number): Promise<{ answered: number; started: number }> {
  const chance = random(seed, 3)
  const cloudwatch = newCloudWatch(() => chance.pick([1, 1, 3, 8, 10_000]))
  setRuntime({
    env: readEnv({}),
    answer: cloudwatch.answer,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => nowMs,
    flights: new Map(),
    logHasLocations: { value: true, untilMs: Number.POSITIVE_INFINITY },
  })
  let answered = 0
  async function view(): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      const [range, country] = [chance.pick(ranges), chance.pick(countries)]
      const leaving = new AbortController()
      const reading = look(range, country, leaving.signal)
      await wait(chance.pick([0, 0, 1, 3, 8]))
      leaving.abort()
      const given = await reading
      if (!given?.ok) continue
      const { query, window, rows } = given
      expect(window).toEqual(windowOf(range, nowMs))
      expect(query).toContain(`country = "${country}"`)
      const [startTime, endTime] = [window.fromMs / 1000, window.toMs / 1000 - 1]
      expect(rows[0].country).toBe(nameOf(query, startTime, endTime))
      answered += 1
    }
  }
  await Promise.all(Array.from({ length: viewers }, view))
  await expect.poll(cloudwatch.running, { timeout: 2_000, interval: 2 }).toBe(0)
  const open = [...runtime().flights.values()].filter(({ freshUntilMs }) => freshUntilMs === null)
  expect(open, 'flights without viewers').toEqual([])
  return { answered, started: cloudwatch.started() }
}

test(
  `${schedules} random schedules`,
  async () => {
    openHere()
    let [answered, started] = [0, 0]
    for (let seed = 1; seed <= schedules; seed += 1) {
      const one = await runSchedule(seed)
      answered += one.answered
      started += one.started
    }
    expect(answered).toBeGreaterThan(schedules)
    expect(started).toBeGreaterThan(schedules)
  },
  schedules * 1_000,
)
