import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openAudit } from '@/lib/access/audit'
import { envWith } from '@/lib/env'
import { openStore } from '@/lib/local/store/store'
import { dataFolder } from '../data-folder'
import { type Source, startSource } from '../source'
import { restoreBackup } from './restore'
import { writeBackup } from './write'

let dir: string
let running: Source | null
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'backup-'))
  running = null
})
afterEach(async () => {
  await running?.close()
  rmSync(dir, { recursive: true })
})

const now = Date.parse('2026-11-20T12:00:00Z')
const lines = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `8.8.8.8 - - [20/Nov/2026:11:00:00 +0000] "GET /${n} HTTP/1.1" 200 5 "-" "curl"\n`,
  ).join('')

/** A data folder on a log of some lines. */
function settings(name: string) {
  const env = envWith({ DATA_DIR: join(dir, name), ACCESS_LOG: join(dir, 'access_log') })
  return { env, dataDir: env.dataDir, folder: dataFolder(env) }
}

async function start(env: ReturnType<typeof envWith>) {
  running = await startSource(
    env,
    () => now,
    () => {},
  )
  await running.loaded
}

async function stop() {
  await running?.close()
  running = null
}

async function eventsIn(folder: string): Promise<number> {
  const store = await openStore({ path: join(folder, 'cloudwatch.duckdb') })
  try {
    return store.newestId('apache/access')
  } finally {
    await store.close()
  }
}

test('a backup of a running server, restored elsewhere, goes on where it was', async () => {
  writeFileSync(join(dir, 'access_log'), lines(50))
  const here = settings('here')
  await start(here.env)
  writeFileSync(join(here.dataDir, 'site.json'), '{ "name": "Shop" }')
  mkdirSync(join(here.dataDir, 'access'))
  writeFileSync(join(here.dataDir, 'access', 'users.json'), '[]')
  const file = join(dir, 'backup.tar.gz')
  await writeBackup(file, here)
  // It says so when it would overwrite one, and leaves nothing but the data behind.
  await expect(writeBackup(file, here)).rejects.toThrow('is there already')
  await expect(restoreBackup(file, { ...here, replace: true })).rejects.toThrow('is running')
  // Users and set-up are those of the running server, whatever log is named.
  const other = { ...here, folder: join(here.dataDir, 'log-other') }
  await expect(restoreBackup(file, { ...other, replace: true })).rejects.toThrow('is running')
  await expect(writeBackup(join(dir, 'other.tar.gz'), other)).rejects.toThrow(
    `There is no store in ${other.folder}, but there is one in ${here.folder}: set ACCESS_LOG`,
  )
  await stop()
  expect(await eventsIn(here.folder)).toBe(50)

  const there = settings('there')
  expect(await restoreBackup(file, { ...there, replace: false })).toBe(null)
  expect(readFileSync(join(there.dataDir, 'site.json'), 'utf8')).toContain('Shop')
  expect(existsSync(join(there.dataDir, 'access', 'users.json'))).toBe(true)
  expect(openAudit(there.dataDir).newest(9)).toMatchObject([
    { by: 'command', what: 'backup restored', of: 'backup.tar.gz', done: true },
  ])
  writeFileSync(join(dir, 'access_log'), lines(60))
  await start(settings('there').env)
  await stop()
  expect(await eventsIn(there.folder)).toBe(60)
})

test('a backup of a stopped server replaces what is there, which is moved aside; the archive stays', async () => {
  writeFileSync(join(dir, 'access_log'), lines(5))
  const here = settings('here')
  await start(here.env)
  await stop()
  const file = join(dir, 'backup.tar.gz')
  await writeBackup(file, here)
  writeFileSync(join(dir, 'access_log'), lines(9))
  await start(here.env)
  await stop()
  mkdirSync(join(here.folder, 'archive'), { recursive: true })
  writeFileSync(join(here.folder, 'archive', 'hour'), '')
  await expect(restoreBackup(file, { ...here, replace: false })).rejects.toThrow('--replace')
  expect(await eventsIn(here.folder)).toBe(9)
  const aside = await restoreBackup(file, { ...here, replace: true })
  expect(await eventsIn(here.folder)).toBe(5)
  expect(existsSync(join(here.folder, 'archive', 'hour'))).toBe(true)
  expect(await eventsIn(here.folder.replace(here.dataDir, String(aside)))).toBe(9)
})

test('what is no backup changes nothing', async () => {
  const here = settings('here')
  const file = join(dir, 'half.tar.gz')
  writeFileSync(file, 'half')
  await expect(restoreBackup(file, { ...here, replace: true })).rejects.toThrow('is no backup')
  await expect(restoreBackup(join(dir, 'none'), { ...here, replace: true })).rejects.toThrow(
    'There is no file',
  )
  expect(existsSync(here.folder)).toBe(false)
  expect(openAudit(here.dataDir).newest(9)).toEqual([])
})

test('a backup that cannot be written leaves no copy of the store', async () => {
  writeFileSync(join(dir, 'access_log'), lines(5))
  const here = settings('here')
  await start(here.env)
  const before = readdirSync(here.dataDir, { recursive: true }).toSorted()
  await expect(writeBackup(join(dir, 'none', 'backup.tar.gz'), here)).rejects.toThrow('ENOENT')
  expect(readdirSync(here.dataDir, { recursive: true }).toSorted()).toEqual(before)
})
