import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expand, unclosed } from './glob'

let dir: string
beforeAll(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'glob-')))
  for (const name of [
    'access_a',
    'access_b',
    'access_c',
    'access_{b,c}',
    'log',
    'log.1',
    'log.2.gz',
    'log.10',
    '.log.swp',
    'deep/one.log',
    'deep/er/two.log',
    'deep/er/.hidden/three.log',
    'site[1]/one.log',
    'site1/other.log',
    'odd[name',
    'odd(1)',
    'odd(2)',
    '!odd',
    'x,y.log',
    'elsewhere/far.log',
    'loop/a.log',
  ]) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), '')
  }
  symlinkSync('../elsewhere', join(dir, 'deep/link'))
  symlinkSync('access_a', join(dir, 'access_link'))
  symlinkSync('.', join(dir, 'loop/again'))
  symlinkSync('a.log', join(dir, 'loop/current.log'))
})
afterAll(() => rmSync(dir, { recursive: true }))

test.each([
  // A path names itself, also when nothing is there.
  ['log', 'log'],
  ['missing.log', 'missing.log'],
  ['deep', 'deep'],
  // The oldest comes first.
  ['log*', 'log.10 log.2.gz log.1 log'],
  ['log{,.1}', 'log.1 log'],
  ['log.?', 'log.1'],
  // Classes.
  ['access_[ab]', 'access_a access_b'],
  ['access_[a-b]', 'access_a access_b'],
  ['access_[!a]', 'access_b access_c'],
  ['access_[^a]', 'access_b access_c'],
  ['access_[[:alpha:]]', 'access_a access_b access_c'],
  ['x[,]y.log', 'x,y.log'],
  // Braces, nested and over folders.
  ['access_{a,{b,x}}', 'access_a access_b'],
  ['{deep/er,site1}/*.log', 'deep/er/two.log site1/other.log'],
  ['log.{1..12}', 'log.10 log.1'],
  ['log.{10..12}', 'log.10'],
  ['log.{1..10..9}', 'log.10 log.1'],
  // Folders: any depth, over links, none that is hidden unless it is named.
  ['deep/**/*.log', 'deep/er/two.log deep/link/far.log deep/one.log'],
  ['*/*/*.log', 'deep/er/two.log deep/link/far.log loop/again/a.log loop/again/current.log'],
  ['deep/er/.hidden/*', 'deep/er/.hidden/three.log'],
  ['deep/../access_?', 'access_a access_b access_c'],
  // Files only, links to files among them, hidden ones only when their dot is written.
  ['d*', ''],
  ['access_l*', 'access_link'],
  // A link that leads back is followed once.
  ['loop/**/*.log', 'loop/a.log loop/again/a.log loop/again/current.log loop/current.log'],
  ['*swp', ''],
  ['.*', '.log.swp'],
  // What exists as written is meant, whatever characters it contains.
  ['site[1]/*.log', 'site[1]/one.log'],
  ['site[1]/one.log', 'site[1]/one.log'],
  ['site[[]1]/*.log', 'site[1]/one.log'],
  ['access_{b,c}', 'access_{b,c}'],
  ['odd[name', 'odd[name'],
  ['odd\\[*', 'odd[name'],
  // What is special elsewhere is not here.
  ['odd(?)', 'odd(1) odd(2)'],
  ['!o*', '!odd'],
  ['!(odd)', '!(odd)'],
  ['access_{a}', 'access_{a}'],
  // Globs that match nothing, and what is none because it is broken.
  ['nowhere/*', ''],
  ['access_[z-a]', ''],
  ['access_[a', 'access_[a'],
  ['access_{a,b', 'access_{a,b'],
  ['[*', '[*'],
])('%s', async (entry, expected) => {
  const found = await expand(join(dir, entry))
  expect(found.map((path) => relative(dir, path)).join(' ')).toBe(expected)
})

test('an entry is seen from the folder the process runs in', async () => {
  const entry = relative(process.cwd(), join(dir, 'access_[ab]'))
  expect(await expand(entry)).toEqual([join(dir, 'access_a'), join(dir, 'access_b')])
})

test.each([
  ['a[b', '['],
  ['a[!]', '['],
  ['a[/]', '['],
  ['a{b,{c}', '{'],
  ['a[b]{c,{d,e}}', null],
  ['a\\[b\\{', null],
  ['a[]{]', null],
  ['a]b}', null],
])('of %s the bracket that is never closed is %s', (pattern, bracket) => {
  expect(unclosed(pattern)).toBe(bracket)
})
