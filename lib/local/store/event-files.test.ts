import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Location } from '@/lib/location'
import { canJoin, joinFiles, newEventWriter, removeEventFiles } from './event-files'
import { openStore, type Store } from './store'

const group = 'apache/access'
const berlin: Location = { country: 'DE', region: '', city: 'Berlin', lat: '52.5', lon: '13.4' }
let store: Store
let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'event-file-'))
  store = await openStore({ path: ':memory:', workDir: folder })
  await store.createLogGroup(group, 0)
  await store.createLogStream(group, 'web', 0)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

interface Row {
  message?: string
  fields?: Record<string, string> | null
  location?: Location | null
}

async function stored(rows: Row[], known: string[] = []) {
  const writer = newEventWriter(folder)
  writer.begin(known)
  for (const [at, { message = 'm', fields = null, location = null }] of rows.entries())
    writer.add(at, message, fields, location)
  const files = writer.end()
  await store.appendFiles(group, 'web', files, { ingestedMs: 1 })
  removeEventFiles(files)
}

/** What is stored of some fields, byte for byte: as hexadecimal UTF-8. */
async function hexOf(...columns: string[]) {
  const { rows } = await store.query(
    `SELECT ${columns.map((column) => `hex(${column})`).join(', ')} FROM ${store.source([group]).from} ORDER BY id`,
  )
  return rows
}
const field = (name: string) => store.source([group]).field(name) ?? 'NULL'
const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase()

const hostile = {
  empty: '',
  'a delimiter': 'a\x1fb',
  'a quote': 'a\x1eb',
  'a quote first': '\x1e',
  'quotes alone': '\x1e'.repeat(999),
  'a quote and a delimiter': '\x1e\x1f\x1e',
  'a line end': 'a\nb',
  'a carriage return': 'a\r',
  NUL: '\0',
  'NUL within': 'a\0b',
  'every control character': Array.from({ length: 33 }, (_, code) =>
    String.fromCharCode(code),
  ).join(''),
  'a quotation mark': '"a","b"',
  'a backslash': '\\',
  blanks: '  a  ',
  'a byte order mark': '\ufeffa',
  umlauts: 'Käffchen ☕ 🫘',
  'half a character': '\ud83e',
  'what stands for NULL elsewhere': 'NULL',
  'a hash': '#',
  'longer than a buffer': 'x'.repeat(3_000_000),
  'longer than a buffer, with quotes': 'é\x1e'.repeat(1_500_000),
  'longer than what is copied by hand': 'y'.repeat(49),
  'one that ends in another character': `${'z'.repeat(40)}é`,
}

test.each(Object.entries(hostile))('%s comes back byte for byte', async (_, text) => {
  await stored([
    { message: text, fields: { before: 'b', text, after: 'a' } },
    { message: 'next', fields: { before: 'b', after: 'a' } },
  ])
  expect(await hexOf('message', field('before'), field('text'), field('after'))).toEqual([
    [hex(text), hex('b'), hex(text), hex('a')],
    [hex('next'), hex('b'), null, hex('a')],
  ])
})

test('rows of every kind come back from over many buffers', async () => {
  const { 'half a character': _, ...whole } = hostile
  const texts = Object.values(whole).filter(({ length }) => length < 1_000)
  const messages = Array.from({ length: 12_000 }, (_, at) => {
    const text = texts[at % texts.length] ?? ''
    return `${at} ${text}${'x'.repeat((at * 7) % 601)}`
  })
  await stored(messages.map((message) => ({ message, fields: { message } })))
  const found = await store.query(
    `SELECT message, ${field('message')} FROM ${store.source([group]).from} ORDER BY id`,
  )
  expect(found.rows).toEqual(messages.map((message) => [message, message]))
})

describe('columns', () => {
  const values = async (...names: string[]) =>
    (
      await store.query(
        `SELECT ${names.map(field).join(', ')} FROM ${store.source([group]).from} ORDER BY id`,
      )
    ).rows

  test('fields may come in any order, late, or not at all', async () => {
    await stored([
      { fields: { a: '1', b: '2' } },
      { fields: { b: '3', a: '4' } },
      { fields: null },
      { fields: { c: '5' } },
      { fields: { a: '', c: '6', b: '7' } },
    ])
    expect(await values('a', 'b', 'c')).toEqual([
      ['1', '2', null],
      ['4', '3', null],
      [null, null, null],
      [null, null, '5'],
      ['', '7', '6'],
    ])
  })

  test('names of any kind are names of fields', async () => {
    const fields = Object.assign(Object.create(null), {
      __proto__x: '1',
      constructor: '2',
      '"; --': '3',
    })
    await stored([{ fields: {} }, { fields }])
    expect(await values('__proto__x', 'constructor', '"; --')).toEqual([
      [null, null, null],
      ['1', '2', '3'],
    ])
  })

  test('a location is stored beside the fields, and replaces what the line says', async () => {
    await stored([
      { fields: { a: '1' }, location: berlin },
      { fields: { city: 'Bonn', a: '2' }, location: berlin },
      { fields: { country: 'FR', city: 'Lyon' } },
    ])
    expect(await values('a', 'country', 'region', 'city', 'lon')).toEqual([
      ['1', 'DE', null, 'Berlin', '13.4'],
      ['2', 'DE', null, 'Berlin', '13.4'],
      [null, 'FR', null, 'Lyon', null],
    ])
  })

  test('without locations there are no columns for them', async () => {
    await stored([{ fields: { a: '1' } }])
    expect(store.fieldsOf(group)).toEqual(['a'])
  })

  test('fields beyond 200 are stored together, whichever batch brought them first', async () => {
    const many = (from: number) =>
      Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`f${from + at}`, `${at}`]))
    await stored([{ fields: many(0) }])
    // Nothing is known of what the store has: half of these have a column in the file alone.
    await stored([{ fields: { ...many(1_000), gone: '' }, location: berlin }, { fields: many(0) }])
    await stored(
      [
        { fields: many(1_000) },
        { fields: { ...many(2_000), 'a/b~c': 'x\x1e\x1fy', __proto__: 'none' } },
        { fields: {} },
      ],
      store.fieldsOf(group),
    )
    expect(store.fieldsOf(group)).toHaveLength(200)
    expect(await values('f149', 'f1049', 'f1050', 'gone', 'city', 'f2000', 'a/b~c')).toEqual([
      ['149', null, null, null, null, null, null],
      [null, '49', '50', '', 'Berlin', null, null],
      ['149', null, null, null, null, null, null],
      [null, '49', '50', null, null, null, null],
      [null, null, null, null, null, '0', 'x\x1e\x1fy'],
      [null, null, null, null, null, null, null],
    ])
  })
})

test('batches that are stored as one are in order', async () => {
  const writer = newEventWriter(folder)
  const rows = 61_440
  const write = (from: number, fields: (at: number) => Record<string, string>) => {
    writer.begin([])
    for (let at = from; at < from + rows; at += 1)
      writer.add(at, `m${at}`, fields(at), at < 2 * rows ? null : berlin)
    return writer.end()
  }
  const early = write(0, (at) => ({ first: `f${at}` }))
  const middle = write(rows, (at) => ({ first: `f${at}`, late: `l${at}` }))
  const late = write(2 * rows, (at) => ({ first: `f${at}`, late: `l${at}` }))
  expect(canJoin([early, middle])).toBe(false)
  expect(canJoin([middle, late])).toBe(true)
  expect(canJoin([middle, late, { ...late, bytes: 120 << 20 }])).toBe(false)
  for (const files of [early, joinFiles([middle, late])]) {
    await store.appendFiles(group, 'web', files, { ingestedMs: 1 })
    removeEventFiles(files)
  }
  const { rows: wrong } = await store.query(
    `SELECT count(*), sum((id <> ts + 1 OR message <> 'm' || ts
     OR ${field('first')} IS DISTINCT FROM 'f' || ts
     OR ${field('late')} IS DISTINCT FROM CASE WHEN ts >= ${rows} THEN 'l' || ts END
     OR ${field('city')} IS DISTINCT FROM CASE WHEN ts >= ${2 * rows} THEN 'Berlin' END)::INTEGER)::INTEGER
     FROM ${store.source([group]).from}`,
  )
  expect(wrong).toEqual([[3 * rows, 0]])
  expect(readdirSync(folder)).toEqual([])
})

test('ids go on from file to file, and a file that is dropped is gone', async () => {
  await stored([{ message: 'a' }, { message: 'b' }])
  await stored([])
  await stored([{ message: 'c' }])
  const { rows } = await store.query(
    `SELECT id, ts, message, size FROM ${store.source([group]).from} ORDER BY id`,
  )
  expect(rows).toEqual([
    [1, 0, 'a', 1],
    [2, 1, 'b', 1],
    [3, 0, 'c', 1],
  ])
  expect(readdirSync(folder)).toEqual([])
})
