import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { random } from '@/lib/demo/random'
import { apacheMissing } from './apache'
import { startFollower, storedIds } from './follower'
import { type ServerName, serversMissing, startServer, type WebServer } from './web-servers'

const missing = serversMissing() ?? apacheMissing()
if (missing !== null) console.log(`Skipped: rotation of real servers' logs ${missing}`)

let dir: string
test.beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rotation-'))
})
test.afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Rotates the log once, as Debian's logrotate does at night. */
function rotate({ log, reopen }: WebServer, directives: string[]): void {
  const file = join(dir, 'rotate.conf')
  const post = reopen === null ? [] : ['postrotate', reopen, 'endscript']
  const state = join(dir, 'rotate.state')
  writeFileSync(
    file,
    [`su root root`, `${log} {`, 'rotate 20', ...directives, ...post, '}', ''].join('\n'),
    {
      mode: 0o644,
    },
  )
  const done = spawnSync('/usr/sbin/logrotate', ['-f', '-s', state, file], { encoding: 'utf8' })
  expect(done.status, done.stderr).toBe(0)
}

const ways: [server: ServerName, way: string, directives: string[], glob: boolean][] = [
  ['nginx', 'create', ['create'], false],
  ['nginx', 'create, compress, under a glob', ['create', 'compress', 'delaycompress'], true],
  [
    'nginx',
    'dateext and compress',
    ['create', 'dateext', 'dateformat -%Y%m%d-%s', 'compress'],
    false,
  ],
  ['apache', 'create and compress', ['create', 'compress'], false],
  ['apache', 'dateext under a glob', ['create', 'dateext', 'dateformat -%Y%m%d-%s'], true],
  ['caddy', 'copytruncate', ['copytruncate'], false],
  ['caddy', 'copytruncate and compress, under a glob', ['copytruncate', 'compress'], true],
]

for (const [name, way, directives, glob] of ways) {
  test(`${name}, logrotate with ${way}: each request once`, async () => {
    test.skip(missing !== null)
    test.setTimeout(90_000)
    const server = await startServer(name, dir)
    const data = join(dir, 'data')
    const follower = await startFollower(glob ? `${server.log}*` : server.log, data)
    const sent: string[] = []
    for (let round = 0; round < 5; round += 1) {
      for (let n = 0; n < 40; n += 1) {
        const id = `${round}-${n}`
        await fetch(`${server.address}/?id=${id}`)
        sent.push(id)
      }
      // What is written between the copy and the truncation is lost by logrotate itself.
      await sleep(directives.includes('dateext') ? 1_100 : 300)
      rotate(server, directives)
      if (round % 2 === 1) await sleep(1_500)
    }
    await sleep(4_000)
    await follower.stop()
    await server.stop()
    expect((await storedIds(data)).sort()).toEqual(sent.sort())
  })
}

test('killed ten times at random moments while the log is written and rotated: each request once', async () => {
  test.setTimeout(180_000)
  const chance = random(11, 10)
  const log = join(dir, 'access.log')
  const data = join(dir, 'data')
  const sent: string[] = []
  let rotations = 0
  function write(count: number) {
    let text = ''
    for (let n = 0; n < count; n += 1) {
      const id = `k${sent.length}`
      text += `203.0.113.${1 + (sent.length % 250)} - - [26/Nov/2026:09:00:00 +0000] "GET /?id=${id} HTTP/1.1" 200 5 "-" "UA"\n`
      sent.push(id)
    }
    appendFileSync(log, text)
  }
  write(40_000)
  for (let kill = 0; kill < 10; kill += 1) {
    const follower = await startFollower(`${dirname(log)}/access.log*`, data)
    const untilMs = Date.now() + 50 + chance.below(1_500)
    while (Date.now() < untilMs) {
      write(1 + chance.below(400))
      if (chance.next() < 0.1) {
        rotations += 1
        renameSync(log, `${log}.${rotations}`)
        write(1)
      }
      await sleep(20)
    }
    await follower.kill()
  }
  const follower = await startFollower(`${dirname(log)}/access.log*`, data)
  await expect.poll(async () => follower.status()?.done, { timeout: 60_000 }).toBe(true)
  await sleep(3_000)
  await follower.stop()
  const ids = await storedIds(data)
  expect(ids.length).toBe(sent.length)
  expect(new Set(ids).size).toBe(sent.length)
})
