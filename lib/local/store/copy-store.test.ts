import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyStore } from './copy-store'
import { openStore } from './store'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'copy-'))
  mkdirSync(join(dir, 'work'))
  mkdirSync(join(dir, 'other'))
})
afterEach(() => rmSync(dir, { recursive: true }))

test('a copy has what was stored at one moment, while more is written; it opens as a store', async () => {
  const store = await openStore({ path: join(dir, 'a.duckdb'), workDir: join(dir, 'work') })
  await store.createLogGroup('shop', 0)
  await store.run(
    'CREATE TABLE one (n BIGINT PRIMARY KEY); CREATE TABLE two (n BIGINT PRIMARY KEY)',
  )
  let written = 0
  let isCopied = false
  // Both tables have the same rows after each transaction.
  const writing = (async () => {
    while (!isCopied) {
      await store.transaction(async (session) => {
        await session.run('INSERT INTO one VALUES ($1)', [written])
        await session.run('INSERT INTO two VALUES ($1)', [written])
      })
      written += 1
    }
  })()
  const path = await copyStore(store)
  isCopied = true
  await writing
  // The next copy is one more file, with all that has been written by now.
  const later = await copyStore(store)
  await store.close()

  expect(existsSync(`${path}.wal`)).toBe(false)
  const counts = []
  for (const file of [path, later]) {
    const copy = await openStore({ path: file, workDir: join(dir, 'other') })
    expect(copy.hasLogGroup('shop')).toBe(true)
    const { rows } = await copy.query(
      'SELECT (SELECT count(*) FROM one), (SELECT count(*) FROM two)',
    )
    counts.push(rows[0])
    // Keys are still kept.
    await copy.run('INSERT INTO one VALUES (-1)')
    await expect(copy.run('INSERT INTO one VALUES (-1)')).rejects.toThrow('Duplicate key')
    await copy.close()
  }
  const [first, second] = counts
  expect(first?.[0]).toBe(first?.[1])
  expect(second).toEqual([written, written])
})

test('a copy that fails leaves nothing behind, and the next one is whole', async () => {
  const workDir = join(dir, 'work')
  const store = await openStore({ path: join(dir, 'a.duckdb'), workDir })
  await store.createLogGroup('shop', 0)
  const before = readdirSync(workDir)
  const full: typeof store.query = async (sql, ...rest) => {
    if (!sql.startsWith('COPY')) return store.query(sql, ...rest)
    expect(readdirSync(workDir)).not.toEqual(before)
    throw new Error('No space left on device')
  }
  await expect(copyStore({ workDir, query: full })).rejects.toThrow('No space left')
  expect(readdirSync(workDir)).toEqual(before)
  const path = await copyStore(store)
  expect(existsSync(path)).toBe(true)
  await store.close()
})
