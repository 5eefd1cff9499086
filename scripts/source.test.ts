import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { logFileOf } from '@/lib/demo/state'
import { envWith } from '@/lib/env'
import { openStore } from '@/lib/local/store/store'
import { dataFolder, startSource } from './source'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'source-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(dir, { recursive: true, force: true })
})

/** The processes that write the log of the simulated café in a folder. */
function writers(folder: string): number {
  const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')
  return all.filter((line) => line.includes(`demo-cafe.ts ${folder}`)).length
}

test('a demo whose store another process has is refused: no second writer, and no line written twice', async () => {
  const env = envWith({ DATA_DIR: dir })
  const demo = dataFolder(env)
  const first = await startSource(env, Date.now, () => {})
  await vi.waitFor(() => expect(writers(demo)).toBe(1), { timeout: 20_000 })
  vi.stubEnv('DATA_DIR', dir)
  const second = execFileSync(
    process.execPath,
    [
      ...['--import', 'tsx', '--input-type=module', '--eval'],
      `import { startSource } from './scripts/source.ts'
       import { readEnv } from './lib/env.ts'
       startSource(readEnv()).then(() => console.log('started'), ({ message }) => { console.log(message); process.exit() })`,
    ],
    { encoding: 'utf8' },
  )
  expect(second).toMatch(/is in use by another process.*another DATA_DIR/)
  expect(writers(demo)).toBe(1)
  await first.close()
  expect(writers(demo)).toBe(0)
  const lines = readFileSync(logFileOf(demo), 'utf8').trimEnd().split('\n')
  expect(new Set(lines).size).toBe(lines.length)
})

test('a demo whose start fails leaves no writer behind', async () => {
  const env = envWith({ DATA_DIR: dir })
  const demo = dataFolder(env)
  const monitoring = { ...env.monitoring, metricFilters: [{ name: '' }] as never }
  await expect(startSource({ ...env, monitoring }, Date.now, () => {})).rejects.toThrow()
  expect(writers(demo)).toBe(0)
  const store = await openStore({ path: join(demo, 'cloudwatch.duckdb') })
  await store.close()
})
