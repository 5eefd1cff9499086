import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { GET, POST } from '@/app/api/back-test/route'
import { GET as getBlindSpots } from '@/app/api/blind-spots/route'
import { openPast, type Past } from '@/lib/aws/testdata/open-past'
import { defaultMonitoring } from '@/lib/site'
import { readArguments, WrongUsage } from './arguments'
import { safe } from './shown'

const nowMs = Date.parse('2026-11-20T12:00:30Z')

describe('arguments', () => {
  test.each([
    [[], { kind: 'existing', names: [] }],
    [['--alarm', 'a', '--alarm', 'b'], { kind: 'existing', names: ['a', 'b'] }],
    [['--blind-spots'], { kind: 'blind-spots' }],
    [
      ['--pattern', '{ $.a = "x" }', '--threshold', '2', '--of', '3', '--datapoints', '2'],
      {
        kind: 'tried',
        body: {
          filter: { name: 'tried', pattern: '{ $.a = "x" }' },
          alarm: {
            name: 'tried',
            metric: 'tried',
            threshold: 2,
            comparison: '>=',
            evaluationPeriods: 3,
            datapointsToAlarm: 2,
          },
        },
      },
    ],
  ])('%j', (args, question) => {
    expect(readArguments(args)?.question).toEqual(question)
  })

  test.each([
    [['--range', '90m'], '2026-11-20T10:30:00.000Z', '2026-11-20T12:00:00.000Z'],
    [[], '2026-11-19T12:00:00.000Z', '2026-11-20T12:00:00.000Z'],
    [
      ['--from', '2026-11-20T10:00Z', '--to', '2026-11-20T11:00Z'],
      '2026-11-20T10:00:00.000Z',
      '2026-11-20T11:00:00.000Z',
    ],
  ])('%j is from %s to %s', (args, from, to) => {
    const range = readArguments(args)?.rangeAt(nowMs)
    expect([range?.fromMs, range?.toMs]).toEqual([Date.parse(from), Date.parse(to)])
  })

  test.each([
    [['--range', '7x'], '--range must be such as 90m, 24h or 7d, not 7x'],
    [['--from', 'noon'], '--from must be a time'],
    [['--to', '2026-11-20T10:00Z'], '--to needs --from'],
    [['--range', '7d', '--from', '2026-11-20T10:00Z'], '--range does not go with'],
    [['--pattern', 'x'], '--pattern needs --threshold'],
    [['--threshold', '1'], '--threshold needs --pattern'],
    [['--pattern', 'x', '--threshold', 'many'], 'threshold '],
    [['--pattern', 'x', '--threshold', '1', '--comparison', '=>'], 'comparison must be one of'],
    [['--alarm', 'x', '--blind-spots'], 'three different questions'],
    [['--nonsense'], '--nonsense'],
  ])('%j is refused', (args, message) => {
    expect(() => readArguments(args)).toThrow(WrongUsage)
    expect(() => readArguments(args)).toThrow(message)
  })
})

test('what a terminal would obey is escaped', () => {
  expect(safe('a\u001b[31m\u202eb\u0007\nü')).toBe('a\\u001b[31m\\u202eb\\u0007\nü')
})

describe('the command asks a running server', () => {
  const atMs = Date.parse('2026-11-20T11:30:00Z')
  const evil = '/pay\u001b]0;owned\u0007'
  let past: Past
  let server: Server
  afterEach(async () => {
    vi.unstubAllEnvs()
    server.close()
    await past.close()
  })

  /** The route handlers over HTTP, as the launcher serves them. */
  async function serve() {
    const lines = Array.from({ length: 60 }, (_, at) =>
      JSON.stringify({
        time: new Date(atMs - 10 * 60_000 + at * 20_000).toISOString(),
        remoteIP: '203.0.113.9',
        request: evil,
        method: 'GET',
        status: at < 30 ? '200' : '500',
      }),
    )
    const alarms = defaultMonitoring.alarms.filter(({ name }) => name === '404-Errors')
    past = await openPast(lines, { nowMs, monitoring: { ...defaultMonitoring, alarms } })
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const { method = 'GET', url = '', headers } = request
      const handle = url.startsWith('/api/blind-spots')
        ? getBlindSpots
        : method === 'POST'
          ? POST
          : GET
      const answer = await handle(
        new Request(`http://localhost${url}`, {
          method,
          headers: { host: headers.host ?? '', 'content-type': headers['content-type'] ?? '' },
          ...(method === 'POST' && { body: Buffer.concat(chunks) }),
        }),
        undefined,
      )
      response.writeHead(answer.status)
      response.end(await answer.text())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    vi.stubEnv('HOST', '127.0.0.1')
    vi.stubEnv('PORT', String((server.address() as AddressInfo).port))
  }

  const run = (args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const range = ['--from', '2026-11-20T11:00Z', '--to', '2026-11-20T12:00Z']
      execFile(
        process.execPath,
        ['--import', 'tsx', 'scripts/back-test.ts', ...args, ...range],
        (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
      )
    })

  test('tables, exit codes, and nothing for the terminal to obey', async () => {
    await serve()
    const [fired, refused, gaps] = await Promise.all([
      run(['--pattern', '{ $.status = "5*" }', '--threshold', '1']),
      run(['--pattern', '{ $.status = }', '--threshold', '1']),
      run(['--blind-spots']),
    ])
    expect(fired).toMatchObject({ code: 0 })
    expect(fired.out).toContain('tried: 1 time in ALARM, 12 minutes; before, OK')
    expect(fired.out).toMatch(/2026-11-20 11:31 {2}OK → ALARM/)
    expect(refused).toMatchObject({ code: 2 })
    expect(refused.err).toContain('Invalid metric filter pattern: a value is missing at the end')
    expect(gaps).toMatchObject({ code: 3 })
    expect(gaps.out).toContain('Alarms saw 0 of 10 minutes')
    expect(gaps.out).toContain('/pay\\u001b]0;owned\\u0007 answered 500: 30 requests')
    expect(gaps.out).not.toContain('\u001b')
  }, 60_000)
})
