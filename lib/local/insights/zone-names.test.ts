import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
  await store.createLogGroup('g', 0)
  await store.createLogStream('g', 's', 0)
  await store.append('g', 's', batchOf([{ timestampMs: 0, message: 'x', fields: {} }]), {
    ingestedMs: 0,
  })
})
afterAll(() => store.close())

describe('a date that names its zone', () => {
  test.each([
    ['2026-07-01 12:00:00 CEST', 'yyyy-MM-dd HH:mm:ss z', '2026-07-01T12:00:00+02:00'],
    ['2026-01-01 12:00:00 CET', 'yyyy-MM-dd HH:mm:ss z', '2026-01-01T12:00:00+01:00'],
    ['2026-07-01 12:00:00 EDT', 'yyyy-MM-dd HH:mm:ss z', '2026-07-01T12:00:00-04:00'],
    ['2026-01-01 12:00:00 EST', 'yyyy-MM-dd HH:mm:ss z', '2026-01-01T12:00:00-05:00'],
    ['2026-07-01 12:00:00 BST', 'yyyy-MM-dd HH:mm:ss z', '2026-07-01T12:00:00+01:00'],
    ['2026-07-01 12:00:00 PDT', 'yyyy-MM-dd HH:mm:ss z', '2026-07-01T12:00:00-07:00'],
    ['2026-07-01 12:00:00 AEST', 'yyyy-MM-dd HH:mm:ss zzz', '2026-07-01T12:00:00+10:00'],
    ['2026-07-01 12:00:00 IST', 'yyyy-MM-dd HH:mm:ss z', '2026-07-01T12:00:00+05:30'],
    ['2026-07-01 12:00:00 UTC', 'yyyy-MM-dd HH:mm:ss z', '2026-07-01T12:00:00Z'],
    ['2026-07-01 12:00:00 Europe/Paris', 'yyyy-MM-dd HH:mm:ss z', '2026-07-01T12:00:00+02:00'],
    ['2026-07-01 12:00:00 Europe/Paris', 'yyyy-MM-dd HH:mm:ss VV', '2026-07-01T12:00:00+02:00'],
    ['Wed Jul 01 12:00:00 EDT 2026', 'EEE MMM dd HH:mm:ss z yyyy', '2026-07-01T12:00:00-04:00'],
    ['2026-07-01 12:00 CEST', 'yyyy-MM-dd HH:mm[:ss] z', '2026-07-01T12:00:00+02:00'],
    ['2026-07-01 12:00:00 XQT', 'yyyy-MM-dd HH:mm:ss z', null],
  ])('%s by %s', async (text, pattern, expected) => {
    const window = { startMs: 0, endMs: 1, nowMs: 1 }
    const query = `fields parseDate("${text}", "${pattern}") as ms`
    const { sql, parameters } = compile(query, store.source(['g']), window)
    const { rows } = await store.query(sql, parameters)
    const [ms] = rows[0] ?? []
    expect(ms === null ? null : Number(ms)).toBe(expected && Date.parse(expected))
  })
})
