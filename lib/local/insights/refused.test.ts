import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile } from './compile'
import { MalformedQuery } from './malformed'

const source = {
  from: 'events',
  fields: [],
  groups: 1,
  field: (name: string) => (name === 'nosuch' ? undefined : `"${name}"`),
}
const circumstances = { startMs: 0, endMs: 1, nowMs: 1 }
const compiled = (text: string) => compile(text, source, circumstances)

describe('refused, with the place', () => {
  test.each([
    'filter a like /(/',
    'filter a like /[z-a]/',
    'filter a like /a{5000}/',
    'filter a like /(?=x)/',
    'fields regexReplace(a, "(", "b")',
    'parse @message /nogroups/ as q',
    `fields ${'-'.repeat(9_000)}1`,
    `filter ${'('.repeat(9_000)}1${')'.repeat(9_000)}`,
    'stats avg(count(*))',
    'fields bin(5)',
    'fields bin(0m)',
    'limit 0',
    'parse @message "* *" as one',
  ])('%s', (text) => {
    expect(() => compiled(text.slice(0, 10_000))).toThrow(MalformedQuery)
  })
})

interface Published {
  query: string
  accept: boolean | null
}
const published: Published[] = JSON.parse(
  readFileSync(new URL('./testdata/published-queries.json', import.meta.url), 'utf8'),
)

test('published queries compile, or are refused for what this engine does not run yet', () => {
  let accepted = 0
  for (const { query, accept } of published) {
    try {
      compiled(query)
      expect(accept, query).not.toBe(false)
      accepted += 1
    } catch (error) {
      expect(error, query).toBeInstanceOf(MalformedQuery)
    }
  }
  expect(accepted).toBeGreaterThanOrEqual(155)
})

test('mutated queries end in SQL or in a MalformedQuery', () => {
  let state = 12_345
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  const pieces = [
    '|',
    '"',
    '/',
    '`',
    '(',
    ')',
    '[',
    ' as ',
    ' by ',
    '#',
    '\\',
    'stats ',
    'filter ',
    ',',
    '1e999',
    '\u0000',
    '💥',
  ]
  for (let round = 0; round < 3_000; round += 1) {
    const query = published[next(published.length)]?.query ?? ''
    const at = next(query.length + 1)
    const mutated = `${query.slice(0, at)}${pieces[next(pieces.length)]}${query.slice(at + next(4))}`
    try {
      compiled(mutated)
    } catch (error) {
      expect(error, mutated).toBeInstanceOf(MalformedQuery)
    }
  }
})
