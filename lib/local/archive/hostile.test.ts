import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { groupArchive } from './archive'
import { openFolder } from './folder'
import { folderOf, partKeys } from './keys'
import { checkKey } from './object-store'
import { restoreEntries } from './restore'
import {
  event,
  group,
  openArchive,
  plainStep,
  put,
  startMs,
  threeHours,
} from './testdata/open-archive'
import { entriesOf } from './verify'

test('log groups never share a folder, and none leaves the archive', () => {
  const names = [
    'a/b',
    'a-b',
    '..',
    '.',
    '../..',
    '/',
    '//',
    '-',
    '#',
    '.incoming',
    'x'.repeat(512),
    `${'x'.repeat(511)}y`,
    'A/b',
    'a/b/',
    'manifest',
  ]
  const folders = names.map(folderOf)
  expect(new Set(folders).size).toBe(names.length)
  for (const name of names) {
    const { lines } = partKeys(name, startMs, 1_000_000)
    expect(checkKey(lines)).toBe(lines)
    expect(folderOf(name)).not.toMatch(/^\./)
  }
  for (const key of ['../x', 'a/../b', '/etc/passwd', 'a//b', '', '.', 'a\\b', 'a\0b'])
    expect(() => checkKey(key)).toThrow(/is no name of an object/)
})

test('whatever a message holds, the lines and the Parquet hold it too', async () => {
  const here = await openArchive()
  const there = await openArchive()
  const messages = [
    '\u0000',
    'two\nlines\r\n',
    'x'.repeat(1 << 20),
    '\ud800 half',
    'NULL',
    '""',
    "'; DROP TABLE events_1; --",
    '\u001b[31m',
    '🙂 \u202e',
    '{"a":{"b":1}}',
    ' ',
  ]
  await put(
    here.store,
    messages.map((text, at) =>
      event(startMs + at, text, { 'a.b': text.slice(0, 100), [`"${at}";`]: 'x' }),
    ),
  )
  await put(here.store, [event(startMs - 60 * 365 * 86_400_000, 'before 1970')])
  expect(await here.archive.pass()).toBe(true)
  const entries = await entriesOf(here.to, { fromMs: startMs, toMs: startMs + 1 })
  const gz = gunzipSync(readFileSync(join(here.root, 'archive', entries[0]?.objects[0]?.key ?? '')))
  const stored = messages.map((text) => text.replace(/\p{Surrogate}/gu, '\ufffd'))
  expect(gz.toString()).toBe(stored.map((text) => `${text}\n`).join(''))
  expect(createHash('sha256').update(gz).digest('hex')).toBe(entries[0]?.linesSha256)
  await restoreEntries(there.store, here.to, entries, { nowMs: 0, log: () => {} })
  const { from } = there.store.source([group])
  expect((await there.store.query(`SELECT message FROM ${from} ORDER BY id`)).rows.flat()).toEqual(
    stored,
  )
  expect((await here.verify()).findings).toEqual([])
  await here.close()
  await there.close()
})

test('SQL of the store reaches its work folder and nothing else', async () => {
  const here = await openArchive()
  const outside = join(here.root, 'secret.txt')
  writeFileSync(outside, 'secret')
  for (const sql of [
    `SELECT * FROM read_text('${outside}')`,
    `SELECT * FROM read_text('${here.store.workDir}/../secret.txt')`,
    `COPY (SELECT 1) TO '${here.root}/x.csv'`,
    `ATTACH '${here.root}/x.duckdb'`,
    `SET enable_external_access = true`,
    `SET allowed_directories = ['/']`,
  ])
    await expect(here.store.query(sql), sql).rejects.toThrow(/Permission|disabled|locked|Cannot/i)
  await here.close()
})

const mounting = process.getuid?.() === 0 ? null : 'needs root, who may mount a small disk'
if (mounting) console.warn(`The archive is not tried on a full disk: ${mounting}`)

describe.skipIf(mounting !== null)('a full disk', () => {
  function smallDisk() {
    const dir = mkdtempSync(join(tmpdir(), 'archive-disk-'))
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', dir])
    return {
      dir,
      fill: () =>
        spawnSync('dd', ['if=/dev/zero', `of=${dir}/fill`, 'bs=64k', 'count=4000'], {
          stdio: 'ignore',
        }),
      free: () => rmSync(join(dir, 'fill'), { force: true }),
      remove() {
        spawnSync('umount', [dir])
        rmSync(dir, { recursive: true, force: true })
      },
    }
  }
  const reads = async (here: Awaited<ReturnType<typeof openArchive>>) =>
    Number(
      (await here.store.query(`SELECT count(*) FROM ${here.store.source([group]).from}`))
        .rows[0]?.[0],
    )

  test('of the archive: said, and made up for when there is space', async () => {
    const disk = smallDisk()
    const here = await openArchive({ to: openFolder(join(disk.dir, 'archive')) })
    try {
      await threeHours(here.store)
      disk.fill()
      expect(await here.archive.pass()).toBe(false)
      expect((await here.archive.status()).problem?.message).toMatch(/The disk is full/)
      await put(here.store, [event(startMs, 'ingest goes on')])
      expect(await reads(here)).toBe(181)
      disk.free()
      expect(await here.archive.pass()).toBe(true)
      expect(await here.verify()).toMatchObject({ findings: [], events: 181 })
    } finally {
      await here.close()
      disk.remove()
    }
  })

  test('of the store: nothing is archived before it is full, so that pages go on', async () => {
    const disk = smallDisk()
    const target = mkdtempSync(join(tmpdir(), 'archive-to-'))
    const here = await openArchive({
      root: disk.dir,
      path: join(disk.dir, 'store.duckdb'),
      to: openFolder(target),
    })
    try {
      await threeHours(here.store)
      disk.fill()
      expect(await here.archive.pass().catch(() => false)).toBe(false)
      disk.free()
      const again = groupArchive({
        store: here.store,
        group,
        to: here.to,
        headFile: here.headFile,
        clock: () => here.time.nowMs,
        step: plainStep,
      })
      // The store opens again by itself, after a moment.
      let done = false
      for (let tries = 0; tries < 50 && !done; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100))
        done = await again.pass()
      }
      expect(done).toBe(true)
      expect(await reads(here)).toBe(180)
      expect(await here.verify()).toMatchObject({ findings: [], events: 180 })
    } finally {
      await here.close()
      disk.remove()
      rmSync(target, { recursive: true, force: true })
    }
  })
})
