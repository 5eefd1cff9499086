import { describe, expect, test } from 'vitest'
import { defaultSite } from '@/lib/site'
import { windowOf } from '@/lib/window'
import { catalog, type QueryName } from './catalog'
import { insights, period, Unquotable } from './insights'

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
  test.each(['5m | limit 1', '5 m', '', '1y'])('refuses the period %j', (value) => {
    expect(() => period(value)).toThrow(Unquotable)
  })
})

test.each(Object.keys(catalog) as QueryName[])('%s is one pure text with its name', (name) => {
  const ask = {
    view: { range: '3h' as const, request: '/cafe/menu.php' },
    window: windowOf('3h', 1_800_000_000_000),
    site: defaultSite,
  }
  expect(catalog[name].name).toBe(name)
  expect(catalog[name].text(ask)).toEqual(catalog[name].text(ask))
  expect(catalog[name].text(ask).fragment.length).toBeLessThan(10_000)
})
