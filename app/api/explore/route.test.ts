import { mkdirSync } from 'node:fs'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { setAccess } from '@/lib/access/access'
import type { Role } from '@/lib/access/roles'
import { accessIn } from '@/lib/access/testdata/access-in'
import { openHere } from '@/lib/access/testdata/open-here'
import { runtime, setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { POST } from './route'

openHere()

const nowMs = Date.parse('2026-11-20T12:00:00Z')
let calls: string[]
let results: () => object

beforeEach(() => {
  calls = []
  setRuntime({
    env: readEnv({}),
    answer: async ({ target }) => {
      const operation = target.split('.')[1] ?? ''
      calls.push(operation)
      const body = { StartQuery: { queryId: 'q-1' }, GetQueryResults: results() }[operation] ?? {}
      const headers = { 'content-type': 'application/x-amz-json-1.1' }
      return { status: 200, headers, body: JSON.stringify(body) }
    },
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => nowMs,
    flights: new Map(),
  })
})

const row = (n: number) => [
  { field: 'remoteIP', value: `198.51.100.${n}` },
  { field: '@ptr', value: `ptr-${n}` },
]
const running = () => ({
  status: 'Running',
  results: [row(7)],
  statistics: { recordsScanned: 5, recordsMatched: 1, bytesScanned: 10_000 },
})

function post(
  body: object,
  { range = '1h', signal, token }: { range?: string; signal?: AbortSignal; token?: string } = {},
) {
  const request = new Request(`http://localhost/api/explore?range=${range}`, {
    method: 'POST',
    headers: {
      host: 'localhost',
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal,
  })
  return POST(request, undefined)
}
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

test('a stream of lines: started, what there is so far, and the end; no address whole', async () => {
  let polls = 0
  results = () => {
    polls += 1
    return polls < 3 ? running() : { ...running(), status: 'Complete', results: [row(7), row(8)] }
  }
  const lines = linesOf(await (await post({ query: 'fields remoteIP' })).text())
  const table = { columns: ['remoteIP'], rows: [{ remoteIP: '198.51.100.0/24', '@ptr': 'ptr-7' }] }
  expect(lines).toMatchObject([
    { kind: 'started', window: { toMs: nowMs, fromMs: nowMs - 3_600_000 } },
    { kind: 'progress', recordsScanned: 5, bytesScanned: 10_000, ...table },
    { kind: 'complete', more: false, rows: [{ '@ptr': 'ptr-7' }, { '@ptr': 'ptr-8' }] },
  ])
})

describe('who leaves stops the query', () => {
  const stopped = () => vi.waitFor(() => expect(calls).toContain('StopQuery'))
  test('by closing the answer', async () => {
    results = running
    const response = await post({ query: 'fields remoteIP' })
    const reader = response.body?.getReader()
    await reader?.read()
    expect(calls).not.toContain('StopQuery')
    await reader?.cancel()
    await stopped()
  })
  test('by ending the request', async () => {
    results = running
    const leaving = new AbortController()
    await post({ query: 'fields remoteIP' }, { signal: leaving.signal })
    leaving.abort()
    await stopped()
  })
})

test.each([
  [{ query: 'x'.repeat(10_001) }, '1h', 'query'],
  [{}, '1h', 'query'],
  [{ query: 'fields a', from: 1 }, '1h', 'body'],
  [{ query: 'fields a' }, '2h', 'range'],
])('%o over %s: 400, and the field is named', async (body, range, field) => {
  const response = await post(body, { range })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { field } })
  expect(calls).toEqual([])
})

describe('who sees whole addresses', () => {
  const query = 'filter remoteIP = "198.51.100.7" | fields remoteIP'
  beforeEach(() => {
    results = () => ({ ...running(), status: 'Complete' })
  })

  async function asked(role: Role, operatorsSeeAddresses: boolean) {
    const opened = accessIn()
    setAccess(opened.access)
    const env = readEnv({})
    setRuntime({ ...runtime(), env: { ...env, site: { ...env.site, operatorsSeeAddresses } } })
    const token = await opened.tokens.add('grafana', role)
    const lines = linesOf(await (await post({ query }, { token })).text())
    return { shown: lines.at(-1).rows[0].remoteIP, audit: opened.access.audit.newest(10) }
  }

  test.each([
    ['viewer', false],
    ['operator', false],
    ['admin', false],
    ['viewer', true],
  ] as const)('not a %s where the site file says %s', async (role, said) => {
    expect(await asked(role, said)).toEqual({ shown: '198.51.100.0/24', audit: [] })
  })

  test.each(['operator', 'admin'] as const)(
    'an %s where the site file says so, and each look is written down once',
    async (role) => {
      const { shown, audit } = await asked(role, true)
      expect(shown).toBe('198.51.100.7')
      expect(audit).toMatchObject([
        {
          who: 'grafana',
          by: 'token',
          what: 'addresses seen',
          of: 'filter remoteIP = "198.51.100.0/24" | fields remoteIP',
          done: true,
        },
      ])
    },
  )

  test('nobody, where the look cannot be written down, and it says why', async () => {
    const opened = accessIn()
    setAccess(opened.access)
    const env = readEnv({})
    const site = { ...env.site, operatorsSeeAddresses: true }
    setRuntime({ ...runtime(), env: { ...env, site } })
    const token = await opened.tokens.add('grafana', 'operator')
    mkdirSync(opened.access.audit.path)
    const text = await (await post({ query }, { token })).text()
    expect(text).not.toContain('198.51.100.7')
    expect(linesOf(text).at(-1).failure).toEqual({
      kind: 'unusable-file',
      message: 'This is shown only where that can be written down, and it cannot be.',
      remedy: `"${opened.access.audit.path}" cannot be written: it is a folder, not a file. Move it away.`,
    })
  })
})
