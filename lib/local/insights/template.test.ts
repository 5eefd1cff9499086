import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { addLines, cafeWindow } from './testdata/open-cafe'

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

const many = (line: (n: number) => string, count = 30) =>
  Array.from({ length: count }, (_, n) => line(n))

async function patternsOf(group: string, lines: string[]) {
  await addLines(store, group, lines)
  const { sql, parameters } = compile('pattern @message', store.source([group]), cafeWindow)
  const { rows } = await store.query(sql, parameters)
  return rows.map(([pattern, , count, severity]) => [pattern, count, severity])
}

test.each<[string, string[], [string, number, string | null][]]>([
  [
    'words that vary are numbered tokens',
    [
      ...many((n) => `2023-01-01 19:00:${10 + n} [INFO] Stored id ${n * 7919}x-1 in ${n} ms`),
      ...many((n) => `2023-01-01 19:01:${10 + n} [ERROR] Failed to store: code=${n % 3}`, 3),
    ],
    [
      ['<Time-1> [INFO] Stored id <Token-2> in <Number-3> ms', 30, 'INFO'],
      ['<Time-1> [ERROR] Failed to store: code=0', 1, 'ERROR'],
      ['<Time-1> [ERROR] Failed to store: code=1', 1, 'ERROR'],
      ['<Time-1> [ERROR] Failed to store: code=2', 1, 'ERROR'],
    ],
  ],
  [
    'a word that comes often is kept among many that vary',
    [...many((n) => `{"path":"/item/${n}"}`), ...many(() => '{"path":"/cafe/menu.php"}', 20)],
    [
      ['{"path":"<Token-1>"}', 30, null],
      ['{"path":"/cafe/menu.php"}', 20, null],
    ],
  ],
  [
    'addresses, times and identifiers are dynamic however few they are',
    [
      '203.0.113.9 - [17/May/2015:10:05:03 +0000] "GET /"',
      '2001:db8::1 - [17/May/2015:10:05:04 +0000] "GET /"',
      'id=123e4567-e89b-12d3-a456-426614174000',
    ],
    [
      ['<IP-1> - [<Time-2>] "GET /"', 2, null],
      ['id=<UUID-1>', 1, null],
    ],
  ],
  [
    'what is hostile stays what it is',
    ['a\u001fb\u001ec', '"never closed', '', '💥 💥'],
    [
      ['"never closed', 1, null],
      ['abc', 1, null],
      ['💥 💥', 1, null],
    ],
  ],
])('%s', async (group, lines, expected) => {
  const found = await patternsOf(group.replace(/\W/g, '-'), lines.filter(Boolean))
  expect(found).toEqual(expected)
})
