import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

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
const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

/**
 * Builds the pages unless the build that is there was made from these very sources; where another
 * process is building them, its build is waited for. Throws when it fails.
 */
export function buildIfNeeded(): void {
  const wanted = fingerprint()
  if (isBuilt(wanted)) return
  console.log('Building the pages; this takes about a minute and is done once for each version …')
  const beganMs = Date.now()
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  for (let waitedMs = 0; ; waitedMs += waitMs) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [next, 'build'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: Number.POSITIVE_INFINITY,
    })
    if (status === 0) {
      writeFileSync(stamp, wanted)
      console.log(`The pages are built, after ${Math.round((Date.now() - beganMs) / 1000)} s.`)
      return
    }
    if (!anotherBuilds.test(stdout + stderr) || waitedMs > longestMs)
      throw new Error(`The pages could not be built:\n${stdout}${stderr}`)
    pause(waitMs)
    if (isBuilt(wanted)) return
  }
}
