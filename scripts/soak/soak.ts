import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openTokens } from '@/lib/access/tokens'
import type { SourceStatus } from '@/lib/source'
import { minuteMs } from '@/lib/time'
import { freePort } from '../free-port'
import { growthOf, type LineCounts, linesOf } from './outcome'
import { startShopLog } from './shop-log'
import { startViewers } from './viewers'
import { type Held, watchedServer } from './watched-server'

export interface Soaked {
  lines: LineCounts
  answers: number
  slowestMs: number
  /** Failed requests while something was disturbed. */
  failedMeanwhile: number
  /** Means of the third and of the last quarter. */
  held: [Held, Held]
  /** What could not be tried here. */
  leftOut: string[]
  /** What must not have happened. */
  wrong: string[]
  /** What is not flat; a process that has run for some minutes only still grows. */
  grown: string[]
}

export interface SoakOptions {
  minutes: number
  viewers: number
  linesPerSecond: number
  say(text: string): void
}

const sampleEveryMs = 2_000
/** After a disturbance, as long as it takes to come back, which health says, and this. */
const settlesMs = 10_000
const storeMB = 400
const nginx = '/usr/sbin/nginx'

/** A disk of its own for the data, so that it can be filled; false where this user may not mount one. */
function mountDisk(folder: string): boolean {
  mkdirSync(folder, { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${storeMB}m`, 'tmpfs', folder]).status === 0
}

function startProxy(dir: string, port: number, ours: number): ChildProcess {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const path = join(dir, 'nginx.conf')
  writeFileSync(
    path,
    `pid ${dir}/nginx.pid; error_log ${dir}/error.log; worker_processes 1; events { worker_connections 1024; }
     http { access_log off; ${temporary.map((name) => `${name}_temp_path ${dir}/${name};`).join(' ')}
     server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${ours};
     proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
     proxy_buffering off; proxy_read_timeout 1h; } } }`,
  )
  return spawn(nginx, ['-c', path, '-g', 'daemon off;'], { stdio: 'ignore' })
}

/** Runs a server as a shop does for months, in some minutes: a busy log, rotation, people, and what goes wrong. */
export async function soak({
  minutes,
  viewers,
  linesPerSecond,
  say,
}: SoakOptions): Promise<Soaked> {
  const dir = mkdtempSync(join(tmpdir(), 'soak-'))
  const dataDir = join(dir, 'data')
  const path = join(dir, 'access.log')
  const leftOut: string[] = []
  const wrong: string[] = []
  const hasDisk = mountDisk(dataDir)
  if (!hasDisk) leftOut.push('a full disk: only root may mount a small one')
  const hasProxy = existsSync(nginx)
  if (!hasProxy) leftOut.push('the restart of a proxy: nginx is not installed')
  const [ours, front] = [await freePort(), await freePort()]
  const token = await openTokens(dataDir).add('soak', 'viewer')
  const server = watchedServer({ PORT: String(ours), DATA_DIR: dataDir, ACCESS_LOG: path })
  const log = startShopLog(path, linesPerSecond)
  let proxy: ChildProcess | null = null
  let disturbedUntilMs = Number.POSITIVE_INFINITY
  const isDisturbed = () => Date.now() < disturbedUntilMs
  try {
    await server.start()
    const loadingNow = async () => {
      const headers = { authorization: `Bearer ${token}` }
      const { loading } = await fetch(`http://127.0.0.1:${ours}/api/source`, { headers }).then(
        (response) => response.json() as Promise<SourceStatus>,
        () => ({ loading: null }),
      )
      return loading
    }
    const isRead = async () =>
      (await loadingNow())?.files.every(({ bytes, readBytes }) => readBytes >= bytes) ?? false
    const isBegun = async () =>
      (await loadingNow())?.files.some(({ requests }) => requests > 0) ?? false
    // What is rotated away before a file was ever read is not looked for.
    while (!server.hasEnded() && !(await isBegun())) await wait(200)
    proxy = hasProxy ? startProxy(dir, front, ours) : null
    await wait(1_000)
    disturbedUntilMs = 0
    const people = startViewers(viewers, { port: proxy ? front : ours, token, isDisturbed })
    const beganMs = Date.now()
    const held: { atMs: number; held: Held }[] = []
    /** What health says is wrong; null when all is well. */
    const illness = async () =>
      fetch(`http://127.0.0.1:${ours}/api/health`, { signal: AbortSignal.timeout(20_000) }).then(
        async (response) => (response.ok ? null : await response.text()),
        (error: Error) => error.message,
      )

    const sayNow = (what: string) =>
      say(`${Math.round((Date.now() - beganMs) / 1000)} s, after line ${log.written()}: ${what}`)

    async function disturb(what: string, work: () => Promise<void>): Promise<void> {
      sayNow(what)
      disturbedUntilMs = Number.POSITIVE_INFINITY
      await work()
      const untilMs = Date.now() + 2 * minuteMs
      for (let ill = await illness(); ill !== null; ill = await illness()) {
        if (Date.now() > untilMs) {
          wrong.push(`${what}: not well again after two minutes: ${ill}`)
          break
        }
        await wait(500)
      }
      disturbedUntilMs = Date.now() + settlesMs
    }

    const kill = () => disturb('kill -9', () => server.killAndStart())
    const fill = () =>
      disturb('the disk is full', async () => {
        const { bavail, bsize } = statfsSync(dataDir)
        const filler = join(dataDir, 'filler')
        // More than there is: it takes what there is.
        spawnSync('dd', [
          'if=/dev/zero',
          `of=${filler}`,
          'bs=1M',
          `count=${Math.ceil((bavail * bsize) / 2 ** 20) + 8}`,
        ])
        await wait(Math.min(60_000, minutes * 2_000))
        rmSync(filler)
      })
    const restartProxy = () =>
      disturb('the proxy is restarted', async () => {
        proxy?.kill('SIGTERM')
        await wait(1_000)
        proxy = startProxy(dir, front, ours)
        await wait(1_000)
      })
    const rotate = () => {
      sayNow('the log is rotated')
      log.rotate()
    }
    const troubles = [
      kill,
      kill,
      kill,
      ...(hasDisk ? [fill] : []),
      ...(hasProxy ? [restartProxy] : []),
    ]
    const rotating = setInterval(rotate, (minutes * minuteMs) / 12)
    const sampling = setInterval(() => {
      const one = server.held()
      if (one) held.push({ atMs: Date.now(), held: one })
    }, sampleEveryMs)
    // The first half has all the trouble; where coming back takes longer, it lasts longer.
    const half = (minutes * minuteMs) / 2
    for (const [at, work] of troubles.entries()) {
      await wait(Math.max(0, beganMs + (half * (at + 1)) / (troubles.length + 1) - Date.now()))
      await work()
    }
    await wait(Math.max(0, disturbedUntilMs - Date.now(), beganMs + half - Date.now()))
    const calmFromMs = Date.now()
    await wait(half)
    clearInterval(sampling)
    clearInterval(rotating)
    if (server.hasEnded()) wrong.push(`The server ended by itself: ${server.said()}`)
    people.stop()
    log.stop()
    // A file that was just renamed is found at the next look.
    await wait(settlesMs)
    const stoppedMs = Date.now()
    while (!(await isRead()) && Date.now() < stoppedMs + 2 * minuteMs) await wait(500)
    await server.stop()

    const between = (from: number, to: number) =>
      held
        .filter(({ atMs }) => atMs >= calmFromMs + half * from && atMs < calmFromMs + half * to)
        .map((one) => one.held)
    const lines = await linesOf({ dataDir, path, written: log.written() })
    const growth = growthOf(between(0, 0.5), between(0.5, 1))
    const failed = [...people.failed].map(([what, times]) => `${times} times ${what}`)
    return {
      ...{ lines: lines.counts, held: growth.held },
      ...{ answers: people.answers, slowestMs: people.slowestMs },
      ...{ failedMeanwhile: people.failedMeanwhile, leftOut },
      wrong: [...wrong, ...lines.wrong, ...failed],
      grown: growth.grown,
    }
  } finally {
    log.stop()
    server.end()
    // Its workers end with it.
    proxy?.kill('SIGTERM')
    if (hasDisk) execFileSync('umount', ['-l', dataDir])
    rmSync(dir, { recursive: true, force: true })
  }
}
