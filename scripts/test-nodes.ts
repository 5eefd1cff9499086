import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import { runMain } from './run-main'

/** Beside the Node that runs all tests. */
const versions = [22, 24]

/** What meets Node and the native library most: store, threads, engine, backup. */
const rooms = ['lib/local/store', 'lib/local/reading', 'lib/local/engine', 'scripts/backup']

/** The Node of the registry's package `node`, in a folder; null when it cannot be had. */
function fetchNode(version: number, folder: string): string | null {
  try {
    const install = ['install', '--no-save', '--no-package-lock', '--prefix', folder]
    execFileSync('npm', [...install, `node@${version}`], { stdio: 'ignore' })
  } catch {
    return null
  }
  const found = globSync('node_modules/**/bin/node', { cwd: folder, absolute: true, dot: true })
  return found.find((path) => spawnSync(path, ['--version']).status === 0) ?? null
}

/** Runs some of the unit tests under other versions of Node than this one. */
async function main(): Promise<number> {
  for (const version of versions) {
    const folder = mkdtempSync(join(tmpdir(), `node-${version}-`))
    try {
      const node = fetchNode(version, folder)
      if (node === null) {
        console.log(`Node ${version} is not tested: its package cannot be had from the registry.`)
        continue
      }
      console.log(`Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`)
      const vitest = join('node_modules', 'vitest', 'vitest.mjs')
      const { status } = spawnSync(node, [vitest, 'run', ...rooms], { stdio: 'inherit' })
      if (status !== 0) return 1
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return 0
}

runMain(main)
