import { expect, test } from 'vitest'
import { makeRoom, newPartsKnown, refuse } from './known'

const rowsOf = (sizes: number[]) => {
  const known = newPartsKnown()
  for (const [at, rows] of sizes.entries())
    known.byKey.set(`key ${at}`, [
      { groups: `groups ${at}`, distinct: [`distinct ${at}`], rows, versions: new Map() },
    ])
  return known
}

test('what was not asked for longest is forgotten when there are too many rows', () => {
  const known = rowsOf([1, 1, 6_000_000, 4_000_000])
  expect(makeRoom(known)).toEqual(['groups 1', 'distinct 1', 'groups 0', 'distinct 0'])
  expect([...known.byKey.keys()]).toEqual(['key 2', 'key 3'])
})

test('and when there are too many tables of few rows, but for what is in use', () => {
  const known = rowsOf(new Array(203).fill(1))
  known.last.set('key 1', Promise.resolve())
  expect(makeRoom(known)).toEqual(['groups 2', 'distinct 2', 'groups 0', 'distinct 0'])
  expect(known.byKey.size).toBe(201)
})

test('whoever asks for ever new groups that are too many fills no memory', () => {
  const known = rowsOf([1, 1])
  expect(refuse(known, 'key 0')).toEqual(['groups 0', 'distinct 0'])
  for (let at = 1; at <= 1_000; at += 1) refuse(known, `key ${at}`)
  expect(known.refused.size).toBe(1_000)
  expect([known.refused.has('key 0'), known.refused.has('key 1')]).toEqual([false, true])
})
