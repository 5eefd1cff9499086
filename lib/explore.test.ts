import { expect, test } from 'vitest'
import { columnsOf } from './explore'

test.each<[string[][], string[]]>([
  [
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    ['a', 'b'],
  ],
  [
    [['n'], ['request', 'status', 'n']],
    ['request', 'status', 'n'],
  ],
  [
    [
      ['a', 'c'],
      ['a', 'b', 'c'],
      ['a', 'c', 'd'],
    ],
    ['a', 'b', 'c', 'd'],
  ],
  [
    [
      ['@timestamp', '@ptr'],
      ['@timestamp', '@message', '@ptr'],
    ],
    ['@timestamp', '@message'],
  ],
  [
    [['b'], ['a'], ['a', 'b']],
    ['b', 'a'],
  ],
  [[[], []], []],
])('rows with the columns %j have %j', (rows, columns) => {
  const row = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1']))
  expect(columnsOf(rows.map(row))).toEqual(columns)
})
