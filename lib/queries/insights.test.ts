import { describe, expect, test } from 'vitest'
import { readExpression } from '@/lib/local/insights/expressions'
import { parse } from '@/lib/local/insights/parser'
import { Reader } from '@/lib/local/insights/reader'
import { defaultSite } from '@/lib/site'
import { windowOf } from '@/lib/window'
import { catalog, type QueryName } from './catalog'
import { insights, list, period, regex, Unquotable } from './insights'

describe('the tag quotes every literal', () => {
  test.each([
    ['plain', '"plain"'],
    ['it\'s "so"', '"it\'s \\"so\\""'],
    ['" | stats count(*) as x #', '"\\" | stats count(*) as x #"'],
    ['ends with \\', '"ends with \\\\"'],
  ])('%s', (value, quoted) => {
    expect(insights`filter a = ${value}`.fragment).toBe(`filter a = ${quoted}`)
  })
  test('numbers and lists', () => {
    expect(insights`filter a in ${['x', 1]} and b = ${2.5}`.fragment).toBe(
      'filter a in ["x", 1] and b = 2.5',
    )
  })
  test.each(['a\nb', 'a\u0000', 'a\u2028b', 'a\tb'])('refuses %j', (value) => {
    expect(() => insights`filter a = ${value}`).toThrow(Unquotable)
  })
  test.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => insights`limit ${value}`).toThrow(Unquotable)
  })
  test.each(['a\\', 'a\n| x', 'a\\\\\\'])('refuses the regular expression %j', (source) => {
    expect(() => regex(source)).toThrow(Unquotable)
  })
  test('no other file can make a fragment', () => {
    const lookAlike = { fragment: '1 | delete' }
    // @ts-expect-error: only insights.ts makes fragments
    expect(() => insights`limit ${lookAlike}`).toThrow(TypeError)
    const [real] = [insights`1`]
    expect(() => list([lookAlike as typeof real])).toThrow(TypeError)
    expect(() => insights`limit ${new Proxy(real, {})}`).toThrow(TypeError)
  })
  test.each(['5m | limit 1', '5 m', '', '1y'])('refuses the period %j', (value) => {
    expect(() => period(value)).toThrow(Unquotable)
  })
})

test.each(Object.keys(catalog) as QueryName[])('%s is one pure text with its name', (name) => {
  const context = {
    view: { range: '3h' as const, request: '/cafe/menu.php' },
    window: windowOf('3h', 1_800_000_000_000),
    site: defaultSite,
  }
  expect(catalog[name].name).toBe(name)
  expect(catalog[name].text(context)).toEqual(catalog[name].text(context))
  expect(catalog[name].text(context).fragment.length).toBeLessThan(10_000)
})

test('whatever a value is, the engine reads it back as that very value and nothing more', () => {
  let state = 7
  const below = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % most
  }
  const pieces = [
    '"',
    "'",
    '\\',
    '\\"',
    '|',
    '#',
    '`',
    '/',
    '*',
    '\n',
    ' ',
    'limit 1',
    '$x',
    'é',
    '💥',
    '\t',
    '--',
    ';',
    'a',
  ]
  let quoted = 0
  for (let round = 0; round < 5_000; round += 1) {
    const value = Array.from({ length: below(9) }, () => pieces[below(pieces.length)]).join('')
    let text: string
    try {
      text = insights`filter request = ${value}`.fragment
    } catch (error) {
      expect(error).toBeInstanceOf(Unquotable)
      continue
    }
    quoted += 1
    expect(parse(text).query.stages, JSON.stringify(value)).toHaveLength(1)
    const reader = new Reader(text.slice('filter '.length), () => ({ origin: null, stages: [] }))
    expect(readExpression(reader), JSON.stringify(value)).toMatchObject({
      kind: 'compare',
      operator: '=',
      left: { name: 'request' },
      right: { kind: 'text', value },
    })
    expect(reader.token.kind).toBe('end')
  }
  expect(quoted).toBeGreaterThan(2_000)
})
