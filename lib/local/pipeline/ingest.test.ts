import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { newIdentities, type Position } from './identity'
import { type IngestOptions, newIngest } from './ingest'
import type { LineRun } from './line-batches'

const group = 'apache/access'
const time = '2026-01-01T00:00:00Z'
const open = new AbortController().signal
let store: Store
let position: Position

beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  await store.createLogGroup(group, 0)
  position = newIdentities([], () => 0).positionOf('log', Buffer.from('head')) as Position
})
afterEach(() => store.close())

const ingestWith = (options: Partial<IngestOptions> = {}) =>
  newIngest({
    store,
    group,
    locationOf: () => null,
    clock: () => Date.parse('2026-01-02T00:00:00Z'),
    watch: () => ({ see: () => {}, store: async () => {} }),
    ...options,
  })

const line = (n: number) =>
  `{"time":"${time}","request":"/${n}","status":"200","remoteIP":"1.2.3.4"}`
const run = (lines: string[], endOffset: number, endsBatch = false): LineRun => ({
  lines,
  endOffset,
  endsBatch,
})
async function* runsOf(...runs: (LineRun | Error)[]) {
  for (const one of runs) {
    if (one instanceof Error) throw one
    yield one
  }
}

async function column(name: 'message' | 'ts'): Promise<string[]> {
  const { rows } = await store.query(
    `SELECT ${name} FROM ${store.source([group]).from} ORDER BY id`,
  )
  return rows.map(([value]) => String(value))
}

test('lines become events, and the position moves past them and is stored with them', async () => {
  const stored: number[] = []
  const ingest = ingestWith()
  await ingest(
    {
      stream: 'log',
      path: '/log',
      position,
      modifiedMs: 0,
      onStored: (lines) => stored.push(lines),
    },
    runsOf(run([line(1), 'junk'], 50, true), run([line(2)], 90)),
    open,
  )
  expect(await column('message')).toEqual([line(1), 'junk', line(2)])
  expect(position).toMatchObject({ offset: 90, content: { lines: 3, notUnderstood: 1 } })
  expect((await store.positions()).map(({ value }) => JSON.parse(value))).toEqual([position])
  expect(stored).toEqual([2, 1])
})

test('a line that is no request is stored at the time of its neighbour in the same file', async () => {
  const ingest = ingestWith()
  const a = { stream: 'a', path: '/a', position, modifiedMs: 180_007, onStored: () => {} }
  await ingest(a, runsOf(run(['first of all', line(1), 'junk'], 50)), open)
  const other = newIdentities([], () => 1).positionOf('b', Buffer.from('other')) as Position
  await ingest(
    { stream: 'b', path: '/b', position: other, modifiedMs: 180_007, onStored: () => {} },
    runsOf(run(['junk'], 90)),
    open,
  )
  expect(await column('ts')).toEqual([...Array(3).fill(String(Date.parse(time))), '179999'])
})

test('with nothing to read there is no watcher and nothing is stored', async () => {
  let watchers = 0
  const ingest = ingestWith({
    watch: () => {
      watchers += 1
      return { see: () => {}, store: async () => {} }
    },
  })
  await ingest(
    { stream: 'log', path: '/log', position, modifiedMs: 0, onStored: () => {} },
    runsOf(),
    open,
  )
  expect(watchers).toBe(0)
  expect(await store.positions()).toEqual([])
})

test('bytes without a line move the position too', async () => {
  await ingestWith()(
    { stream: 'log', path: '/log', position, modifiedMs: 0, onStored: () => {} },
    runsOf(run([], 7)),
    open,
  )
  expect(position).toMatchObject({ offset: 7, content: { lines: 0 } })
})

test('when the rest cannot be read, what was read is stored', async () => {
  const runs = runsOf(run([line(1)], 40), new Error('damaged'))
  await expect(
    ingestWith()(
      { stream: 'log', path: '/log', position, modifiedMs: 0, onStored: () => {} },
      runs,
      open,
    ),
  ).rejects.toThrow('damaged')
  expect(await column('message')).toEqual([line(1)])
  expect(position.offset).toBe(40)
})

test('a batch that cannot be stored leaves the position, and no later one is stored', async () => {
  let batches = 0
  const ingest = ingestWith({
    watch: () => {
      const batch = ++batches
      return {
        see: () => {},
        async store() {
          if (batch === 2) throw new Error('full')
        },
      }
    },
  })
  const runs = runsOf(run([line(1)], 40, true), run([line(2)], 80, true), run([line(3)], 120, true))
  await expect(
    ingest(
      { stream: 'log', path: '/log', position, modifiedMs: 0, onStored: () => {} },
      runs,
      open,
    ),
  ).rejects.toThrow('full')
  expect(await column('message')).toEqual([line(1)])
  expect(position).toMatchObject({ offset: 40, content: { lines: 1 } })
})

test('a batch that fails half-way is not stored', async () => {
  let seen = 0
  const ingest = ingestWith({
    watch: () => ({
      see() {
        seen += 1
        if (seen === 2) throw new Error('no sense')
      },
      store: async () => {},
    }),
  })
  const runs = runsOf(run([line(1), line(2)], 80))
  await expect(
    ingest(
      { stream: 'log', path: '/log', position, modifiedMs: 0, onStored: () => {} },
      runs,
      open,
    ),
  ).rejects.toThrow('no sense')
  expect(await column('message')).toEqual([])
  expect(position.offset).toBe(0)
})

test('while a batch is stored the next is read', async () => {
  let letStore = () => {}
  const mayStore = new Promise<void>((resolve) => {
    letStore = resolve
  })
  async function* runs() {
    yield run([line(1)], 40, true)
    // Were the first batch awaited before this is read, the test would hang.
    letStore()
    yield run([line(2)], 80)
  }
  const ingest = ingestWith({ watch: () => ({ see: () => {}, store: () => mayStore }) })
  await ingest(
    { stream: 'log', path: '/log', position, modifiedMs: 0, onStored: () => {} },
    runs(),
    open,
  )
  expect(await column('message')).toEqual([line(1), line(2)])
})

test('batches that came while one was stored are stored at once', async () => {
  let letStore = () => {}
  const mayStore = new Promise<void>((resolve) => {
    letStore = resolve
  })
  async function* runs() {
    yield run([line(1)], 40, true)
    yield run([line(2)], 80, true)
    letStore()
    yield run([line(3)], 120, true)
    yield run([line(4)], 160)
  }
  const stored: number[] = []
  const ingest = ingestWith({
    store: {
      ...store,
      async appendFiles(...given) {
        await mayStore
        return store.appendFiles(...given)
      },
    },
  })
  await ingest(
    { stream: 'log', path: '/log', position, modifiedMs: 0, onStored: (n) => stored.push(n) },
    runs(),
    open,
  )
  expect(await column('message')).toEqual([1, 2, 3, 4].map(line))
  expect(stored).toEqual([1, 3])
})

test('closing ends between two runs; what was read is stored', async () => {
  const closing = new AbortController()
  async function* runs() {
    yield run([line(1)], 40)
    closing.abort()
    yield run([line(2)], 80)
    throw new Error('read on')
  }
  await ingestWith()(
    { stream: 'log', path: '/log', position, modifiedMs: 0, onStored: () => {} },
    runs(),
    closing.signal,
  )
  expect(await column('message')).toEqual([line(1), line(2)])
})
