import { describe, expect, test } from 'vitest'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { extractor, valueReader } from './extract'
import { parsePattern } from './parse'

const eventOf = (message: string) => ({ message, fields: discoverFields(message) })

describe('what a pattern finds', () => {
  test.each([
    ['{ $.users[*] = 2 }', '{"users":[1,2]}', { '$.users[*]': '2' }],
    ['{ $.users[*] != 1 }', '{"users":[1,2,3]}', { '$.users[*]': '2' }],
    ['{ $.users[*] > 1 }', '{"users":[1,"x",30,4]}', { '$.users[*]': '30' }],
    ['{ $.users[*].id = 2* }', '{"users":[{"id":1},{"id":21}]}', { '$.users[*].id': '21' }],
    ['{ $.a IS TRUE }', '{"a":true}', { '$.a': 'true' }],
    ['{ $.a != 2 }', '{"a":false,"b":"0"}', { '$.a': 'false' }],
    ['{ $.* = %^1.1$% }', '{"a":"1","b":"1.1"}', { '$.*': '1.1' }],
    ['{ $.v[*] > 1 && $.v[*] < 9 }', '{"v":[10,0,5]}', { '$.v[*]': '5' }],
    ['{ $.v[*] > 9 && $.v[*] < 1 }', '{"v":[5,10,0]}', { '$.v[*]': '10' }],
    ['{ $.v[*] = 9 || $.v[*] = 5 }', '{"v":[1,5,9]}', { '$.v[*]': '5' }],
    ['{ $.v[*] = 9 || $.a = 1 }', '{"v":[1,5],"a":1}', { '$.a': '1' }],
    ['{ $.v[*] IS TRUE }', '{"v":[false,true]}', { '$.v[*]': 'true' }],
    ['{ $.v[*] IS NULL }', '{"v":[1,null]}', {}],
    ['{ $.a = 1 || $.b = 1 }', '{"a":1,"b":2}', { '$.a': '1', '$.b': '2' }],
    ['{ $.@odd = x }', '{"@odd":"x"}', { '$.@odd': 'x' }],
    ['{ $.a = 12 }', '{"a":12.0}', { '$.a': '12.0' }],
    ['{ $.a > 999 }', '{"a":1e3}', { '$.a': '1e3' }],
    ['{ $.a.b = 1 || $.c = 1 }', '{"a.b":1,"c":1}', { '$.c': '1' }],
    [
      '{ $.id = 1234567890123456789 }',
      '{"id":1234567890123456789}',
      { '$.id': '1234567890123456789' },
    ],
  ])('%s in %s: %j', (pattern, message, values) => {
    expect(extractor(parsePattern(pattern))(eventOf(message))).toEqual(values)
  })
})

describe('what a selector means', () => {
  test.each([
    ['{ $.v[*] = 2 }', '$.v[*]', '{"v":[1,2]}', '2'],
    ['{ $.a = 1 }', '$.v[*]', '{"a":1,"v":[7,8]}', '7'],
    ['{ $.a = 1 }', '$.v[1]', '{"a":1,"v":[7,8]}', '8'],
    ['{ $.a = 1 }', '$.v[0].ms', '{"a":1,"v":[{"ms":7}]}', '7'],
    ['{ $.a = 1 }', '$.b.c', '{"a":1,"b":{"c":7}}', '7'],
    ['{ $.a = 1 }', "$.['b.c']", '{"a":1,"b.c":7}', '7'],
    ['{ $.a = 1 }', '$.b.c', '{"a":1,"b.c":7}', undefined],
    ['{ $.a = 1 }', '$.b', '{"a":1,"b":7.50}', '7.50'],
    ['{ $.a = 1 }', '$.@odd', '{"a":1,"@odd":7}', '7'],
    ['{ $.a = 1 }', '$.none', '{"a":1}', undefined],
    ['{ $.a = 1 }', '$.v[*]', '{"a":1,"v":[]}', undefined],
    ['{ $.a = 1 }', '$.a.', '{"a":1}', undefined],
    ['[a, b]', '$b', 'x 7', '7'],
    ['[a, b]', '$2', 'x 7', undefined],
  ])('with %s, %s in %s: %s', (pattern, selector, message, value) => {
    expect(valueReader(selector, extractor(parsePattern(pattern)))(eventOf(message))).toBe(value)
  })
})
