import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const startLimitMs = 300_000

/** What a process holds; null when it has ended. */
export interface Held {
  memoryMB: number
  descriptors: number
}

/** What Node is given, and what is said once it has started. */
const cafewatch = { program: ['scripts/start.js'], started: 'CafeWatch is at' }

/** A server that is started again when it was killed, as a supervisor does. */
export function watchedServer(
  settings: Record<string, string>,
  { program, started: startedSaying } = cafewatch,
) {
  let child: ChildProcess | null = null
  let said = ''

  async function start(): Promise<void> {
    said = ''
    const started = spawn(process.execPath, program, {
      env: { ...process.env, ...settings },
    })
    child = started
    for (const stream of [started.stdout, started.stderr])
      stream?.on('data', (part: Buffer) => {
        said = (said + part.toString()).slice(-20_000)
      })
    const untilMs = Date.now() + startLimitMs
    while (!said.includes(startedSaying)) {
      if (started.exitCode !== null || Date.now() > untilMs)
        throw new Error(`The server did not start: ${said}`)
      await wait(100)
    }
  }

  const ended = (one: ChildProcess) =>
    one.exitCode !== null || one.signalCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => one.once('exit', () => resolve()))

  return {
    start,
    async killAndStart(): Promise<void> {
      if (!child) return
      child.kill('SIGKILL')
      await ended(child)
      await start()
    },
    async stop(): Promise<void> {
      if (!child) return
      child.kill('SIGTERM')
      await ended(child)
    },
    end: () => child?.kill('SIGKILL'),
    /** What it said last. */
    said: () => said,
    hasEnded: () => child !== null && (child.exitCode !== null || child.signalCode !== null),
    held(): Held | null {
      try {
        const status = readFileSync(`/proc/${child?.pid}/status`, 'utf8')
        const [, kB = '0'] = /VmRSS:\s+(\d+) kB/.exec(status) ?? []
        const descriptors = readdirSync(`/proc/${child?.pid}/fd`).length
        return { memoryMB: Number(kB) / 1024, descriptors }
      } catch {
        return null
      }
    },
  }
}
