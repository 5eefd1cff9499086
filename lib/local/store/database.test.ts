import { spawnSync } from 'node:child_process'
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

test('when it could not be opened again at first, it opens at once when it can', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'database-'))
  let times = 0
  const settings = { path: join(dir, 'a.duckdb'), memoryLimit: '100MB', workDir: dir }
  const db = await openDatabase(settings, async ({ run }) => {
    times += 1
    if (times === 2) await run("SELECT error('No space left on device')")
  })
  onTestFinished(async () => {
    await db.close()
    rmSync(dir, { recursive: true })
  })
  const isWell = () => db.query('SELECT 1')
  await expect(db.query("SELECT error('No space left on device')")).rejects.toThrow(/disk is full/)
  await vi.waitFor(isWell, { timeout: 4_000, interval: 50 })
  expect(times).toBe(3)
})

test('it closes when all that is at work has ended, and refuses what comes later', async () => {
  const db = await openDatabase(
    { path: ':memory:', memoryLimit: '100MB', workDir: tmpdir() },
    async () => {},
  )
  const ended: string[] = []
  const write = (name: string) =>
    db.write(async ({ run }) => {
      await run('CREATE OR REPLACE TABLE a AS SELECT sum(range) AS b FROM range(3000000)')
      ended.push(name)
    })
  const writes = [write('first'), write('second')]
  const asked = db.query('SELECT sum(range)::BIGINT FROM range(30000000)')
  await db.close()
  expect(ended).toEqual(['first', 'second'])
  await Promise.all(writes)
  expect((await asked).rows).toEqual([[449999985000000]])
  for (const late of [db.query('SELECT 1'), write('late')])
    await expect(late).rejects.toThrow('The store is closed.')
})

test('a file that may not grow is not said to be a full disk', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'database-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const scriptOf = (
    name: string,
  ) => `import('./lib/local/store/database.ts').then(async ({ openDatabase }) => {
    const settings = { path: '${join(dir, name)}', memoryLimit: '100MB', workDir: '${dir}' }
    const said = ({ message }) => console.log(message)
    const db = await openDatabase(settings, async () => {}).catch(said)
    await db?.write(({ run }) => run('CREATE TABLE a AS SELECT uuid() AS b FROM range(100000)')).catch(said)
    process.exit()
  })`
  const under = (kilobytes: number) =>
    spawnSync(
      'bash',
      [
        '-c',
        `ulimit -f ${kilobytes}; exec "$0" --import tsx -e "$1"`,
        process.execPath,
        scriptOf(`${kilobytes}.duckdb`),
      ],
      { encoding: 'utf8' },
    ).stdout.trim()
  const why =
    /ulimit -f\)\. Start CafeWatch with ulimit -f unlimited, or LimitFSIZE=infinity in the unit\.$/
  // Without room for the empty store, and with room for that alone.
  for (const kilobytes of [1, 300]) {
    const said = under(kilobytes)
    expect(said).toMatch(why)
    expect(said).not.toMatch(/disk is full|backup/)
  }
})
