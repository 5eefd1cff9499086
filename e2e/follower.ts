import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openStore } from '@/lib/local/store/store'
import type { LoadingStatus } from '@/lib/source'

/** An engine of its own process that follows log files: it can be killed. */
export interface Follower {
  /** What it last reported. */
  status(): LoadingStatus | null
  kill(): Promise<void>
  stop(): Promise<void>
}

export async function startFollower(accessLog: string, dataDir: string): Promise<Follower> {
  mkdirSync(dataDir, { recursive: true })
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', 'e2e/follow.ts', accessLog, dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let status: LoadingStatus | null = null
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  const first = new Promise<void>((done) => {
    if (!child.stdout) return
    createInterface(child.stdout).on('line', (line) => {
      status = JSON.parse(line)
      done()
    })
  })
  await Promise.race([first, ended])
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal)
    await ended
  }
  return { status: () => status, kill: end('SIGKILL'), stop: end('SIGTERM') }
}

/** The `id` in each stored line, in no order. */
export async function storedIds(dataDir: string): Promise<string[]> {
  const store = await openStore({ path: `${dataDir}/cloudwatch.duckdb` })
  const { rows } = await store.query(
    `SELECT regexp_extract(message, '[?]id=([\\w-]+)', 1) AS id FROM ${store.source(['apache/access']).from}`,
  )
  await store.close()
  return rows.map(([id]) => String(id)).filter((id) => id !== '')
}
