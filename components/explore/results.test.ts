import { expect, test } from 'vitest'
import { pointer, type Row } from '@/lib/explore'
import { placeOf } from './results'

const row = (name: string): Row => ({ [pointer]: name, '@message': 'same' })

test('the row that is open stays the one that is shown when others come', () => {
  const before = [row('a'), row('b')]
  const after = [row('new'), row('a'), row('b')]
  const [a] = before
  expect(a && placeOf(a, before)).toEqual({ rows: before, at: 0 })
  expect(a && placeOf(a, after)).toEqual({ rows: after, at: 1 })
})

test('of equal rows without a pointer it is the one that was opened', () => {
  const rows: Row[] = [{ n: '1' }, { n: '1' }]
  const [, second] = rows
  expect(second && placeOf(second, rows).at).toBe(1)
})

test('a row that is gone is shown alone', () => {
  expect(placeOf(row('gone'), [row('a')])).toEqual({ rows: [row('gone')], at: 0 })
})
