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

/** Builds the pages unless the build that is there was made from these very sources. Throws when it fails. */
export function buildIfNeeded(): void {
  const wanted = fingerprint()
  const built = existsSync(stamp) && existsSync(join('.next', 'BUILD_ID'))
  if (built && readFileSync(stamp, 'utf8') === wanted) return
  console.log('Building the pages; this takes about a minute and is done once for each version …')
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, 'build'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: Number.POSITIVE_INFINITY,
  })
  if (status !== 0) throw new Error(`The pages could not be built:\n${stdout}${stderr}`)
  writeFileSync(stamp, wanted)
}
