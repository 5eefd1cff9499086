import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OpenArchive, openArchive, threeHours } from './testdata/open-archive'

let here: OpenArchive
beforeEach(async () => {
  here = await openArchive()
  await threeHours(here.store)
  await here.archive.pass()
})
afterEach(() => here.close())

const at = (key: string) => join(here.root, 'archive/apache-access', key)
const hour = (n: number, ending: string) =>
  `year=2026/month=11/day=20/hour=${n}/apache-access-20261120T${n}00Z-part-0.${ending}`
const entry = (n: number) => `manifest/00000000${n}.json`

function write(key: string, change: (content: Buffer) => Buffer | string) {
  const content = existsSync(at(key)) ? readFileSync(at(key)) : Buffer.alloc(0)
  if (content.length > 0) chmodSync(at(key), 0o644)
  writeFileSync(at(key), change(content))
}
const flip = (content: Buffer) => {
  const middle = content.length >> 1
  content[middle] = (content[middle] ?? 0) ^ 1
  return content
}
function swap(a: string, b: string) {
  renameSync(at(a), at('swap'))
  renameSync(at(b), at(a))
  renameSync(at('swap'), at(b))
}

const damages: [string, () => void, [string, string][]][] = [
  [
    'a flipped bit in the lines',
    () => write(hour(10, 'log.gz'), flip),
    [['changed', hour(10, 'log.gz')]],
  ],
  [
    'a flipped bit in the Parquet',
    () => write(hour(11, 'parquet'), flip),
    [['changed', hour(11, 'parquet')]],
  ],
  [
    'an object that was cut',
    () => write(hour(11, 'parquet'), (content) => content.subarray(0, 100)),
    [['changed', hour(11, 'parquet')]],
  ],
  ['a deleted object', () => rmSync(at(hour(12, 'log.gz'))), [['missing', hour(12, 'log.gz')]]],
  [
    'an added object',
    () => write(hour(12, 'more.gz'), () => 'x'),
    [['added', hour(12, 'more.gz')]],
  ],
  [
    'an added hour',
    () => {
      mkdirSync(at('year=2026/month=11/day=20/hour=13'))
      write(hour(13, 'log.gz'), () => 'x')
    },
    [['added', hour(13, 'log.gz')]],
  ],
  [
    'two objects exchanged',
    () => swap(hour(10, 'log.gz'), hour(11, 'log.gz')),
    [
      ['changed', hour(10, 'log.gz')],
      ['changed', hour(11, 'log.gz')],
    ],
  ],
  [
    'two entries exchanged',
    () => swap(entry(1), entry(2)),
    [
      ['chain broken', entry(1)],
      ['chain broken', entry(1)],
      ['chain broken', entry(2)],
      ['chain broken', entry(2)],
      ['chain broken', entry(3)],
    ],
  ],
  [
    'a deleted entry',
    () => rmSync(at(entry(2))),
    [
      ['missing', entry(2)],
      ['added', hour(11, 'log.gz')],
      ['added', hour(11, 'parquet')],
    ],
  ],
  [
    'an edited entry',
    () => write(entry(2), (text) => text.toString().replace('"events": 60', '"events": 59')),
    [['chain broken', entry(3)]],
  ],
  [
    'the newest entry edited',
    () => write(entry(3), (text) => text.toString().replace('"events": 60', '"events": 59')),
    [['changed', entry(3)]],
  ],
  [
    'an entry that is no JSON',
    () => write(entry(1), () => 'nonsense'),
    [
      ['damaged entry', entry(1)],
      ['chain broken', entry(2)],
      ['added', hour(10, 'log.gz')],
      ['added', hour(10, 'parquet')],
    ],
  ],
  [
    'the end cut off',
    () => {
      for (const key of [entry(3), hour(12, 'log.gz'), hour(12, 'parquet')]) rmSync(at(key))
    },
    [['end cut off', entry(3)]],
  ],
  [
    'all of it gone',
    () => rmSync(join(here.root, 'archive'), { recursive: true }),
    [['end cut off', 'apache/access']],
  ],
  [
    'an entry that names what is elsewhere',
    () =>
      write(entry(3), (text) => text.toString().replace('"apache-access/year', '"../../etc/year')),
    [
      ['changed', entry(3)],
      ['damaged entry', entry(3)],
      ['added', hour(12, 'log.gz')],
    ],
  ],
]

describe('verify names', () => {
  test.each(damages)('%s', async (_, damage, expected) => {
    expect((await here.verify()).findings).toEqual([])
    damage()
    const { findings } = await here.verify()
    expect(
      findings.map(({ finding, key }) => [finding, key.replace('apache-access/', '')]).sort(),
    ).toEqual([...expected].sort())
  })
})

test('a store that would have to go on from a damaged entry stops, and says so', async () => {
  write(entry(3), flip)
  const again = await openArchive({ root: here.root, to: here.to })
  await threeHours(again.store)
  await again.archive.pass()
  expect((await again.archive.status()).problem?.message).toMatch(
    /000000003\.json .* (cannot be read|does not go on)/,
  )
  await again.close()
})
