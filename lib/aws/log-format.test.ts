import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { combined } from '@/lib/access-log/formats/combined'
import { vhostCombined } from '@/lib/access-log/formats/vhost-combined'
import { readEnv } from '@/lib/env'
import { openEngine, plain } from '@/lib/local/api/testdata/open-engine'
import { after, insights } from '@/lib/queries/insights'
import { minuteMs } from '@/lib/time'
import { formatOfEvents, readLogFormat, readPrelude } from './log-format'
import { type Runtime, setRuntime } from './runtime'

const nowMs = Date.parse('2026-11-26T12:00:00Z')
const [line = ''] = combined.samples
const [vhostLine = ''] = vhostCombined.samples

let engine: Awaited<ReturnType<typeof openEngine>>
let asked: string[]
let clockMs: number
beforeEach(async () => {
  engine = await openEngine('in process', { clock: () => nowMs })
  asked = []
  clockMs = nowMs
})
afterEach(() => engine.close())

function watch(more: Partial<Runtime> = {}, cloudwatch = 'aws') {
  setRuntime({
    env: readEnv({ CLOUDWATCH: cloudwatch }),
    answer: (request) => {
      asked.push(request.target.split('.')[1] ?? '')
      return engine.engine.answer(request)
    },
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => clockMs,
    flights: new Map(),
    ...more,
  })
}

test.each([
  ['most lines decide', [vhostLine, line, 'not a request', line], 'combined'],
  ['lines that are no requests say nothing', ['AH00558: not a request', '{"a":1}'], null],
  ['no lines', [], null],
])('%s', (_, lines, id) => {
  expect(formatOfEvents(lines, nowMs)?.format.id ?? null).toBe(id)
})

test.each(['log', 'message'])('a log router that puts the line into %s', async (member) => {
  const events = [line, line, 'starting'].map((text) =>
    JSON.stringify({ [member]: `${text}\n`, stream: 'stdout', kubernetes: { pod_name: 'web' } }),
  )
  await engine.put(events, { atMs: nowMs - minuteMs })
  watch()
  expect(await readLogFormat()).toEqual({ format: combined, member })
  const query = after(
    await readPrelude(),
    insights`stats count(*) as events, count(status) as requests by request | sort events desc`,
  )
  const { results } = await engine.ask(query.fragment, {
    startTime: nowMs / 1000 - 3600,
    endTime: nowMs / 1000,
  })
  expect(plain(results)).toEqual([
    { request: '/cafe/menu.php', events: '2', requests: '2' },
    { events: '1', requests: '0' },
  ])
})

describe('the format of a log group', () => {
  test('is found from its newest events, with calls that the dashboard makes already, and asked again after ten minutes', async () => {
    await engine.put(Array(10).fill(vhostLine), { atMs: nowMs - 60 * minuteMs, stream: 'old' })
    await engine.put(Array(3).fill(line), { atMs: nowMs - minuteMs, stream: 'new' })
    watch()
    const found = await Promise.all([readLogFormat(), readLogFormat()])
    expect(found.map((one) => one?.format.id)).toEqual(['combined', 'combined'])
    expect(asked).toEqual(['DescribeLogStreams', 'FilterLogEvents'])
    expect((await readPrelude())?.fragment).toBe(combined.prelude)
    expect(asked).toHaveLength(2)
    clockMs += 11 * minuteMs
    await readLogFormat()
    expect(asked).toHaveLength(4)
  })

  test('is none while there are no requests, and found within a minute of the first', async () => {
    await engine.put(['AH00558: not a request'])
    watch()
    expect(await readPrelude()).toBeNull()
    await engine.put([line], { stream: 'web-2' })
    clockMs += minuteMs + 1
    expect((await readLogFormat())?.format.id).toBe('combined')
  })

  test('is none where it cannot be read: the query itself reports why', async () => {
    watch()
    expect(await readPrelude()).toBeNull()
    expect(asked).toContain('DescribeLogStreams')
  })

  test('is the one that the settings name, without a look', async () => {
    watch({ logFormat: vhostCombined })
    expect((await readPrelude())?.fragment).toBe(vhostCombined.prelude)
    expect(asked).toEqual([])
  })

  test.each(['local', 'recorded'])('does not matter where CLOUDWATCH is %s', async (cloudwatch) => {
    watch({ logFormat: combined }, cloudwatch)
    expect(await readPrelude()).toBeNull()
    expect(asked).toEqual([])
  })
})
