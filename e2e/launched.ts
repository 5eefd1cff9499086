import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { openTokens } from '@/lib/access/tokens'
import { openUsers } from '@/lib/access/users'

export const password = 'correct horse battery'

/** A server started as `npm start` does for each test, in a data folder of its own. */
export function launched(port: number) {
  const state = { dir: '', said: '', running: null as ChildProcess | null }
  test.beforeEach(() => {
    state.dir = mkdtempSync(join(tmpdir(), 'launched-'))
  })
  test.afterEach(() => {
    state.running?.kill('SIGKILL')
    state.running = null
    rmSync(state.dir, { recursive: true, force: true })
  })
  const dataDir = () => join(state.dir, 'data')
  return {
    address: `http://127.0.0.1:${port}`,
    port,
    dir: () => state.dir,
    dataDir,
    said: () => state.said,
    users: () => openUsers(dataDir()),
    tokens: () => openTokens(dataDir()),

    async start(settings: Record<string, string> = {}): Promise<void> {
      state.said = ''
      const child = spawn(process.execPath, ['scripts/start.js'], {
        env: { ...process.env, PORT: String(port), DATA_DIR: dataDir(), ...settings },
      })
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => {
          state.said += chunk.toString()
        })
      state.running = child
      await expect
        .poll(() => state.said.includes('CafeWatch is at') || child.exitCode !== null, {
          timeout: 60_000,
        })
        .toBe(true)
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`)
    },

    /** Ends it as a supervisor does. */
    async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
      const { running } = state
      running?.kill(signal)
      await expect.poll(() => running?.exitCode, { timeout: 15_000 }).not.toBeNull()
    },
  }
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** A request as it is written, Host header and all. Streams are left after their head. */
export const ask = (address: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
  new Promise<Answer>((resolve, reject) => {
    // Node does not say by itself how long the body of a DELETE is.
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const sent = request(address, { method, headers: { ...headers, ...length } }, (response) => {
      const isStream = response.headers['content-type']?.includes('event-stream')
      let text = ''
      const answered = () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      if (isStream || /^\/api\/tail/.test(new URL(address).pathname)) {
        answered()
        response.destroy()
        return
      }
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', answered)
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** Signs in as the form does. The header of the session. */
export async function signIn(address: string, name: string): Promise<{ cookie: string }> {
  const { status, headers } = await ask(`${address}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ name, password }).toString(),
  })
  expect(status).toBe(303)
  return { cookie: headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '' }
}
