import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openDatabase } from './database'

test('what began before the database was reopened, and fails after it, does not close the new one', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'database-'))
  const settings = { path: join(dir, 'a.duckdb'), memoryLimit: '100MB', workDir: dir }
  const db = await openDatabase(settings, async () => {})
  onTestFinished(async () => {
    await db.close()
    rmSync(dir, { recursive: true })
  })
  let fail = () => {}
  const begun = db.write(
    () =>
      new Promise((_, reject) => {
        fail = () => reject(new Error('FATAL: the database has been invalidated'))
      }),
  )
  await expect(db.query("SELECT error('No space left on device')")).rejects.toThrow(/disk is full/)
  const isWell = () => db.query('SELECT 1')
  await vi.waitFor(isWell, { timeout: 15_000, interval: 50 })
  fail()
  await expect(begun).rejects.toThrow(/disk is full/)
  await expect(isWell()).resolves.toMatchObject({ rows: [[1]] })
})
