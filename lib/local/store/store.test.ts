import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { batchOf } from './batch'
import { openStore, type Store } from './store'

const group = 'apache/access'
let dir: string
let mountedHere = false
const open: Store[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'store-'))
})
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
  if (mountedHere) spawnSync('umount', [dir])
  mountedHere = false
  rmSync(dir, { recursive: true })
})

async function opened(path = join(dir, 'store.duckdb')): Promise<Store> {
  const store = await openStore({ path })
  open.push(store)
  await store.createLogGroup(group, 0)
  await store.createLogStream(group, 'web', 0)
  return store
}
async function closed(store: Store) {
  open.splice(open.indexOf(store), 1)
  await store.close()
}

const event = (n: number, fields: Record<string, string> | null = { n: `${n}` }) => ({
  timestampMs: n,
  message: `line ${n}`,
  fields,
})
const put = (store: Store, ...events: ReturnType<typeof event>[]) =>
  store.append(group, 'web', batchOf(events), { ingestedMs: 1 })
const ids = async (store: Store) =>
  (await store.query(`SELECT id FROM ${store.source([group]).from} ORDER BY id`)).rows.flat()
const count = async (store: Store) =>
  Number((await store.query(`SELECT count(*) FROM ${store.source([group]).from}`)).rows[0]?.[0])

describe('events', () => {
  test('a restart goes on with the ids, the fields and the positions', async () => {
    const first = await opened()
    await put(first, event(1), event(2))
    await first.append(group, 'web', batchOf([event(3)]), {
      ingestedMs: 1,
      position: { key: 'log', value: '300' },
    })
    await closed(first)
    const second = await opened()
    await put(second, event(4, { other: 'x' }))
    expect(await ids(second)).toEqual([1, 2, 3, 4])
    expect(await second.positions()).toEqual([{ key: 'log', value: '300' }])
    expect(second.source([group]).field('n')).toBeDefined()
  })

  test('a store of before has what compiled queries call once it was opened anew', async () => {
    const first = await opened()
    await first.run('DROP MACRO as_number')
    await closed(first)
    const second = await opened()
    expect((await second.query("SELECT as_number('40'), as_number('4O')")).rows).toEqual([
      [40, null],
    ])
  })

  test('a batch that fails leaves neither events nor position behind', async () => {
    const store = await opened()
    const failing = store.append(group, 'web', batchOf([event(1)]), {
      ingestedMs: 1,
      position: { key: 'log', value: '100' },
      also: async () => {
        throw new Error('no')
      },
    })
    await expect(failing).rejects.toThrow('no')
    expect(await count(store)).toBe(0)
    expect(await store.positions()).toEqual([])
    await put(store, event(1))
    expect(await ids(store)).toEqual([1])
  })

  test('more events than one chunk, columns that come late, texts that repeat and that do not', async () => {
    const store = await opened()
    const events = Array.from({ length: 5_000 }, (_, n) =>
      event(
        n,
        n % 7 === 0
          ? null
          : { status: `${n % 3}`, unique: `u${n}`, ...(n > 4_000 && { late: 'yes' }) },
      ),
    )
    await put(store, ...events)
    const { from, field } = store.source([group])
    const { rows } = await store.query(
      `SELECT ts, ${field('status')}, ${field('unique')}, ${field('late')} FROM ${from} ORDER BY ts`,
    )
    expect(rows).toEqual(
      events.map(({ timestampMs, fields }) => [
        timestampMs,
        fields?.status ?? null,
        fields?.unique ?? null,
        fields?.late ?? null,
      ]),
    )
  })

  test.each([
    '"; DROP TABLE events_1; --',
    "a'b",
    'A',
    'a',
    '',
    '💥',
    '__proto__',
    'constructor',
    'x"y',
  ])('a field may be called %s', async (name) => {
    const store = await opened()
    const fields = Object.fromEntries([
      ['plain', '1'],
      [name, 'it\'s; "quoted"\\'],
    ])
    await put(store, event(1, fields))
    const { from, field } = store.source([group])
    const { rows } = await store.query(`SELECT ${field(name)}, ${field('plain')} FROM ${from}`)
    expect(rows).toEqual([['it\'s; "quoted"\\', '1']])
  })

  test('half a character is replaced, not refused', async () => {
    const store = await opened()
    await put(store, event(1, { cut: 'a\ud800b' }))
    const { from, field } = store.source([group])
    expect((await store.query(`SELECT ${field('cut')} FROM ${from}`)).rows).toEqual([['a\ufffdb']])
  })
})

describe('the file', () => {
  test('opened twice in one process it is one: both see every row', async () => {
    const [one, two] = [await opened(), await opened()]
    await put(one, event(1))
    expect(await count(two)).toBe(1)
  })

  test('what is no store is refused with a sentence', async () => {
    const path = join(dir, 'text.duckdb')
    writeFileSync(path, 'no database at all, but long enough to look at. '.repeat(500))
    await expect(openStore({ path })).rejects.toThrow(
      `The store ${path} is damaged or cut short. Put it back from a backup.`,
    )
  })

  test('half a store is refused with a sentence', async () => {
    const path = join(dir, 'half.duckdb')
    await (await openStore({ path })).close()
    truncateSync(path, statSync(path).size / 2)
    await expect(openStore({ path })).rejects.toThrow(/is damaged or cut short\. Put it back/)
  })

  test('a folder of its name is said to be one', async () => {
    const path = join(dir, 'folder.duckdb')
    mkdirSync(path)
    await expect(openStore({ path })).rejects.toThrow(/is a folder\. Move it away/)
  })

  test('no SQL reads a file or takes the settings back', async () => {
    const store = await opened()
    await expect(store.query("SELECT * FROM read_text('/etc/hostname')")).rejects.toThrow(
      /disabled/,
    )
    await expect(store.query('SET enable_external_access = true')).rejects.toThrow(/locked|Cannot/)
  })
})

describe('a statement that would run for ever', () => {
  const endless =
    'SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range < 0'

  test.each([0, 1, 50, 300])('is interrupted, even %d ms after it began', async (ms) => {
    const store = await opened()
    const stop = new AbortController()
    const running = store.query(endless, [], { signal: stop.signal })
    setTimeout(() => stop.abort(), ms)
    await expect(running).rejects.toThrow(/interrupt|aborted/i)
    expect(await count(store)).toBe(0)
  })

  test('a reader that is no longer awaited goes to the next in line', async () => {
    const { readers } = await opened()
    const never = new AbortController().signal
    const held = await Promise.all([1, 2, 3].map(() => readers.take(never)))
    expect(readers.spare()).toBeNull()
    const impatient = new AbortController()
    const vain = readers.take(impatient.signal)
    const next = readers.take(never)
    impatient.abort()
    await expect(vain).rejects.toThrow()
    held[0]?.release()
    const reader = await next
    expect((await reader.query('SELECT 1', [], {})).rows).toEqual([[1]])
    await expect(reader.query("SELECT repeat('x', 100)", [], { maxBytes: 50 })).rejects.toThrow(
      /Ask for fewer rows/,
    )
  })

  test('a result that is too large is refused before it is there, and the connection goes on', async () => {
    const { readers } = await opened()
    const reader = await readers.take(new AbortController().signal)
    // 10 GB, of which 5 MB may be read.
    const endless = "SELECT repeat('x', 1000 + i % 7) FROM range(10000000) AS r(i)"
    await expect(reader.query(endless, [], { maxBytes: 5 << 20 })).rejects.toThrow(
      'The result is larger than 5 MB. Ask for fewer rows (limit) or fields.',
    )
    expect((await reader.query('SELECT 1', [], {})).rows).toEqual([[1]])
  })
})

const mounted = (path: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', path]).status === 0
const mayMount = (() => {
  const path = mkdtempSync(join(tmpdir(), 'mount-'))
  const may = mounted(path)
  if (may) spawnSync('umount', [path])
  rmSync(path, { recursive: true })
  return may
})()

describe.skipIf(!mayMount)('a full disk (where this user may mount one)', () => {
  test('is reported in a sentence; when there is room again the store opens by itself and nothing is lost', async () => {
    expect(mounted(dir)).toBe(true)
    mountedHere = true
    const ballast = join(dir, 'ballast')
    writeFileSync(ballast, Buffer.alloc(12 << 20))
    const store = await opened()
    const some = (from: number) =>
      Array.from({ length: 20_000 }, (_, at) =>
        event(from + at, { noise: Math.random().toString(36).repeat(4) }),
      )
    let stored = 0
    const fill = async () => {
      for (let round = 0; round < 200; round += 1) {
        await put(store, ...some(stored))
        stored += 20_000
      }
    }
    await expect(fill()).rejects.toThrow(/disk is full/)
    expect(stored).toBeGreaterThan(0)
    rmSync(ballast)
    const deadline = Date.now() + 15_000
    let found = -1
    while (found < 0 && Date.now() < deadline) {
      found = await count(store).catch(() => -1)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(found).toBe(stored)
    await put(store, event(1))
    expect(await count(store)).toBe(stored + 1)
  })
})
