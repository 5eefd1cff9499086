import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

const sources = [
  'app',
  'components',
  'lib',
  'public',
  'next.config.js',
  'package-lock.json',
  'tsconfig.json',
]
const stamp = join('.next', 'built-from')

function filesOf(path: string): string[] {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(filesOf)) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

function isBuilt(wanted: string): boolean {
  const built = existsSync(stamp) && existsSync(join('.next', 'BUILD_ID'))
  return built && readFileSync(stamp, 'utf8') === wanted
}

const waitMs = 2_000
const longestMs = 10 * 60_000
const anotherBuilds = /another next build process is already running/i

/** Runs Next's own build, which ends when this process is told to. */
async function runNext(): Promise<{ status: number; said: string }> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  // A group of its own: Next's workers end with it.
  const child = spawn(process.execPath, [next, 'build'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    process.exit(1)
  }
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, end)
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
  const [status, out, problems] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  for (const signal of signals) process.off(signal, end)
  return { status, said: out + problems }
}

/**
 * Builds the pages unless the build that is there was made from these very sources; where another
 * process is building them, its build is waited for. Throws when it fails.
 */
export async function buildIfNeeded(): Promise<void> {
  const wanted = fingerprint()
  if (isBuilt(wanted)) return
  console.log('Building the pages; this takes about a minute and is done once for each version …')
  const beganMs = Date.now()
  for (let waitedMs = 0; ; waitedMs += waitMs) {
    const { status, said } = await runNext()
    if (status === 0) {
      writeFileSync(stamp, wanted)
      console.log(`The pages are built, after ${Math.round((Date.now() - beganMs) / 1000)} s.`)
      return
    }
    if (!anotherBuilds.test(said) || waitedMs > longestMs)
      throw new Error(`The pages could not be built:\n${said}`)
    await pause(waitMs)
    if (isBuilt(wanted)) return
  }
}
