import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Apache, apacheMissing, startApache } from '@/e2e/apache'
import { hostileRequests } from '@/e2e/hostile-requests'
import { rawRequest } from '@/e2e/visitors'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import type { combined } from '@/lib/access-log/formats/combined'
import { newLineReader } from '@/lib/access-log/line-reader'
import { openEngine, plain } from '@/lib/local/api/testdata/open-engine'
import { after, insights, preludeOf } from '@/lib/queries/insights'

// A real Apache writes the same requests as JSON and as combined.

const missing = apacheMissing()
const agent = (text: string) => Buffer.from(text, 'utf8')
const requests = [
  { path: '/', userAgent: agent('curl/7.88.1') },
  { path: '/cafe/', userAgent: agent('Mozilla/5.0 (Ünïcode)') },
  { path: '/shop/product/42', userAgent: agent('curl/7.88.1') },
  { path: '/checkout?basket=%22a%22', userAgent: agent('say "hello"') },
  { path: '/caf%C3%A9/men%C3%BC', userAgent: agent('curl/7.88.1') },
  { path: '/cafe;jsessionid=1A2B', userAgent: agent('curl/7.88.1') },
  ...hostileRequests.map(({ path = '/cafe/index.php', userAgent }) => ({ path, userAgent })),
]

describe.skipIf(missing !== null)('the LogFormat, written by Apache', () => {
  let dir: string
  let apache: Apache
  const logs = { json: [] as string[], combined: [] as string[] }
  const linesOf = (file: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.includes('HEAD / HTTP'))
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'infra-apache-'))
    const other = join(dir, 'logs/combined.log')
    apache = await startApache(dir, {
      more: [
        'FallbackResource /cafe/index.php',
        `CustomLog ${other} "%a %l %u %t \\"%r\\" %>s %B \\"%{Referer}i\\" \\"%{User-Agent}i\\""`,
      ],
    })
    for (const [at, { path, userAgent }] of requests.entries()) {
      await rawRequest(apache.port, { path, userAgent })
      while (linesOf(apache.log).length <= at || linesOf(other).length <= at) await sleep(10)
    }
    Object.assign(logs, { json: linesOf(apache.log), combined: linesOf(other) })
  }, 60_000)
  afterAll(async () => {
    await apache?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  const read = (line: string) => {
    const reading = newLineReader({ clock: Date.now }).read(line)
    if (reading.kind !== 'request') return { kind: reading.kind }
    const { method, request, query, status, userAgent, referer, remoteIP } = reading.fields
    return { method, request, query, status, userAgent, referer, remoteIP }
  }

  test('says what the client asked for, in every line what combined says', () => {
    expect(logs.json).toHaveLength(requests.length)
    expect(logs.json.map(read)).toEqual(logs.combined.map(read))
    expect(logs.json.slice(0, 5).map(read)).toMatchObject([
      { request: '/' },
      { request: '/cafe/', userAgent: 'Mozilla/5.0 (Ünïcode)' },
      { request: '/shop/product/42' },
      { request: '/checkout', query: '?basket=%22a%22', userAgent: 'say "hello"' },
      { request: '/caf%C3%A9/men%C3%BC' },
    ])
  })

  test('is JSON wherever the client sent ASCII', () => {
    for (const line of logs.json)
      if (!/\\x[0-9a-f]{2}/.test(line)) expect(() => JSON.parse(line)).not.toThrow()
  })

  test('has the same requests on CloudWatch as combined, also in lines that are not JSON', async () => {
    const engine = await openEngine('in process')
    const asked = async (lines: string[], format: typeof combined | typeof cafewatchJson) => {
      await engine.put(lines, { to: format.id })
      const query = insights`fields @timestamp, method, request, query, status, remoteIP | sort @timestamp asc`
      const { results } = await engine.ask(after(preludeOf({ format }), query).fragment, {
        logGroupName: format.id,
      })
      return plain(results).map(({ method, request, query, status, remoteIP }) => ({
        method,
        request,
        query,
        status,
        remoteIP,
      }))
    }
    const rows = await asked(logs.json, cafewatchJson)
    const expected = logs.combined.map(read)
    await engine.close()
    expect(rows).toMatchObject(
      expected.map(({ method, request, query, status, remoteIP }) => ({
        method,
        request,
        query,
        status,
        remoteIP,
      })),
    )
  })
})
