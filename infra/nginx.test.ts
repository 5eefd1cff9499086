import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '@/e2e/apache'
import { hostileRequests } from '@/e2e/hostile-requests'
import { rawRequest } from '@/e2e/visitors'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import { newLineReader } from '@/lib/access-log/line-reader'
import { shippedFilters } from '@/lib/counted'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { defaultSite } from '@/lib/site'
import { webServers } from './agent'

// A real nginx writes the same requests as JSON and as combined.

const program = '/usr/sbin/nginx'
const conf = readFileSync(fileURLToPath(new URL('nginx/cafewatch.conf', import.meta.url)), 'utf8')

test('nginx writes where the agent reads', () => {
  expect(/^access_log (\S+) cafewatch;$/m.exec(conf)?.[1]).toBe(webServers.nginx.access)
})

const text = (agent: string) => Buffer.from(agent, 'utf8')
const requests = [
  { path: '/', userAgent: text('curl/7.88.1') },
  { path: '/cafe/', userAgent: text('Mozilla/5.0 (Ünïcode)') },
  { path: '/checkout?basket=%22a%22', userAgent: text('say "hello"') },
  { path: '/caf%C3%A9/men%C3%BC', userAgent: text('curl/7.88.1') },
  { path: '/gone', userAgent: text('curl/7.88.1') },
  { path: '/broken', userAgent: text('curl/7.88.1') },
  ...hostileRequests.map(({ path = '/cafe/index.php', userAgent }) => ({ path, userAgent })),
]

// Debian's package nginx-light has it.
describe.skipIf(!existsSync(program))('the log_format, written by nginx', () => {
  let dir: string
  let nginx: ChildProcess
  const logs = { json: [] as string[], combined: [] as string[] }
  const linesOf = (name: string) =>
    readFileSync(join(dir, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  const configuration = (port: number) =>
    [
      'daemon off;',
      ...(process.getuid?.() === 0 ? ['user root;'] : []),
      `pid ${dir}/nginx.pid;`,
      `error_log ${dir}/error.log;`,
      'events { }',
      'http {',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (name) => `${name}_temp_path ${dir}/${name};`,
      ),
      'large_client_header_buffers 4 16k;',
      conf.replaceAll('/var/log/nginx', dir),
      `access_log ${dir}/combined.log combined;`,
      'server {',
      `listen 127.0.0.1:${port};`,
      'location / { return 200; }',
      'location = /gone { return 404; }',
      'location = /broken { return 500; }',
      '}',
      '}',
    ].join('\n')

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'infra-nginx-'))
    const port = await freePort()
    const file = join(dir, 'nginx.conf')
    writeFileSync(file, configuration(port))
    const arguments_ = ['-p', dir, '-e', join(dir, 'error.log'), '-c', file]
    const env = { PATH: '/usr/bin:/bin', TZ: 'America/St_Johns', NODE_ENV: 'test' as const }
    const checked = spawnSync(program, ['-t', ...arguments_], { env, encoding: 'utf8' })
    expect(checked.stderr).toContain('test is successful')
    expect(checked.stderr).not.toMatch(/warn|emerg/)
    // The check leaves one behind; the next is written when nginx listens.
    rmSync(join(dir, 'nginx.pid'), { force: true })
    nginx = spawn(program, arguments_, { env, stdio: 'ignore' })
    while (!existsSync(join(dir, 'nginx.pid'))) await sleep(10)
    for (const [at, { path, userAgent }] of requests.entries()) {
      await rawRequest(port, { path, userAgent })
      while (linesOf('cafewatch_access.log').length <= at || linesOf('combined.log').length <= at)
        await sleep(10)
    }
    Object.assign(logs, {
      json: linesOf('cafewatch_access.log'),
      combined: linesOf('combined.log'),
    })
  }, 60_000)
  afterAll(async () => {
    const ended = new Promise((done) => nginx?.once('exit', done))
    if (nginx?.kill('SIGTERM')) await ended
    rmSync(dir, { recursive: true, force: true })
  })

  const read = (line: string) => {
    const reading = newLineReader({ clock: Date.now }).read(line)
    if (reading.kind !== 'request') return { kind: reading.kind }
    const { method, request, query, status, userAgent, referer, remoteIP } = reading.fields
    return { method, request, query, status, userAgent, referer, remoteIP }
  }

  test('says in every line what combined says', () => {
    expect(logs.json).toHaveLength(requests.length)
    expect(logs.json.map(read)).toEqual(logs.combined.map(read))
    expect(logs.json.slice(0, 6).map(read)).toMatchObject([
      { request: '/', status: '200', userAgent: 'curl/7.88.1' },
      { request: '/cafe/', userAgent: 'Mozilla/5.0 (Ünïcode)' },
      { request: '/checkout', query: '?basket=%22a%22', userAgent: 'say "hello"' },
      { request: '/caf%C3%A9/men%C3%BC' },
      { request: '/gone', status: '404' },
      { request: '/broken', status: '500' },
    ])
  })

  test('is JSON in every line, so metric filters count what beyond ASCII Apache would lose', () => {
    for (const line of logs.json) {
      expect(cafewatchJson.read(JSON.parse(line)), line).not.toBeNull()
      expect(JSON.parse(line)).toMatchObject({
        process: expect.stringMatching(/^\d+$/),
        host: expect.any(String),
      })
    }
    const shape = cafewatchJson.pattern
    const counted = (filter: string) => {
      const { pattern } = shippedFilters(defaultSite.steps, shape).find(
        ({ name }) => name === filter,
      ) ?? { pattern: '' }
      const matches = matcher(parsePattern(pattern))
      return logs.json.filter((line) => matches({ message: line, fields: discoverFields(line) }))
        .length
    }
    expect(counted('Requests')).toBe(requests.length)
    expect(counted('404-Errors')).toBe(1)
    expect(counted('5xx-Errors')).toBe(1)
  })

  test('has its time first, as the agent reads it, in the zone of the server', () => {
    for (const line of logs.json)
      expect(line).toMatch(/^\{ "time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-0[23]30"/)
  })
})
