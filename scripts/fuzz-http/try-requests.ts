import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openTokens } from '@/lib/access/tokens'
import { openUsers } from '@/lib/access/users'
import { minuteMs } from '@/lib/time'
import { freePort } from '../free-port'
import { hostileRequest } from './hostile-request'

export interface Tried {
  requests: number
  byStatus: Record<string, number>
  /** What must not have happened, with the request's seed. */
  wrong: string[]
}

const atOnce = 4
const hangMs = 5_000
const password = 'a password that is planted'
/** Clients of the log, of which a viewer must see the network at most. */
const planted = ['203.0.113.82', '198.51.100.177', '2001:db8:77:88:99:aa:bb:cc']

function logLines(): string {
  const lines: string[] = []
  for (let at = 0; at < 600; at += 1) {
    const time = new Date(Date.now() - (600 - at) * 0.1 * minuteMs).toUTCString()
    const stamp = time.replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000')
    const status = at % 7 === 0 ? 500 : 200
    const path = ['/cafe', '/cafe/menu.php', '/cafe/processOrder.php'][at % 3]
    lines.push(
      `${planted[at % planted.length]} - - [${stamp}] "GET ${path}?from=${planted[at % 2]} HTTP/1.1" ${status} 99 "http://${planted[0]}/" "Mozilla/5.0 (X11; Linux) Firefox/128.0"`,
    )
  }
  return `${lines.join('\n')}\n`
}

/** What comes back, until the server ends the connection; streams are left after their head. */
function answerTo(port: number, bytes: Buffer): Promise<{ text: string; isLate: boolean }> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const late = setTimeout(() => end(true), hangMs)
    const end = (isLate: boolean) => {
      clearTimeout(late)
      socket.destroy()
      resolve({ text, isLate })
    }
    socket.setEncoding('utf8')
    socket.on('data', (part) => {
      text += part
      if (/^content-type: text\/event-stream/im.test(text)) end(false)
    })
    socket.on('error', () => {})
    socket.on('close', () => end(false))
  })
}

/** Sends hostile requests to a server of its own, and says what must not have happened. */
export async function tryRequests(count: number, firstSeed: number): Promise<Tried> {
  const dir = mkdtempSync(join(tmpdir(), 'fuzz-http-'))
  const dataDir = join(dir, 'data')
  const log = join(dir, 'access_log')
  writeFileSync(log, logLines())
  await openUsers(dataDir).add('anna', 'admin', password)
  const tokens = {
    viewer: await openTokens(dataDir).add('viewer', 'viewer'),
    operator: await openTokens(dataDir).add('operator', 'operator'),
  }
  const secrets = [password, ...Object.values(tokens), ...hashesIn(dataDir)]
  const port = await freePort()
  let said = ''
  const server: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      ACCESS_LOG: log,
      SITE_FILE: 'e2e/site.json',
    },
  })
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-20_000)
    })
  const tried: Tried = { requests: 0, byStatus: {}, wrong: [] }
  try {
    while (!said.includes('CafeWatch is at')) {
      if (server.exitCode !== null) throw new Error(`The server did not start: ${said}`)
      await wait(100)
    }
    let next = firstSeed
    const work = async () => {
      while (next < firstSeed + count && server.exitCode === null) {
        const seed = next
        next += 1
        const { state, bytes } = hostileRequest(seed, tokens)
        const { text, isLate } = await answerTo(port, bytes)
        tried.requests += 1
        const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 'none'
        tried.byStatus[status] = (tried.byStatus[status] ?? 0) + 1
        const first = JSON.stringify(bytes.toString('latin1').split('\r\n')[0]?.slice(0, 200))
        const wrong = (what: string) =>
          tried.wrong.push(`seed ${seed}, ${state}: ${what}: ${first}`)
        if (isLate) wrong(`no end after ${hangMs / 1000} s`)
        if (status === '500') wrong('500')
        if (status === 'none' && !isLate) wrong('no answer')
        const address =
          state === 'operator' ? undefined : planted.find((one) => wholeIn(text, one, bytes))
        if (address) wrong(`whole address ${address}`)
        if (secrets.some((secret) => text.includes(secret))) wrong('a secret')
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    if (server.exitCode !== null) tried.wrong.push(`The server ended: ${said}`)
    return tried
  } finally {
    server.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Whether an answer has an address that the request did not name itself. */
const wholeIn = (text: string, address: string, request: Buffer) =>
  text.includes(address) && !request.includes(address)

function hashesIn(dataDir: string): string[] {
  const { users } = JSON.parse(readFileSync(join(dataDir, 'access/users.json'), 'utf8')) as {
    users: { passwordHash: string }[]
  }
  return users.map(({ passwordHash }) => passwordHash)
}
