import { expect, test } from 'vitest'
import { discoverFields } from './discover-fields'

test.each<[string, Record<string, string>]>([
  ['{"cluster.name":"c","cluster":{"name":"n"}}', { 'cluster.name': 'c' }],
  [
    '{"cluster":{"name":"n","id":1},"cluster.name":"c"}',
    { 'cluster.name': 'c', 'cluster.id': '1' },
  ],
  ['{"a":{"b":{"c":1}},"a.b.c":true}', { 'a.b.c': '1' }],
  ['{"a.b":null,"a":{"b":2}}', { 'a.b': '2' }],
  ['{"a.b":{"c":1},"a":{"b":2}}', { 'a.b.c': '1', 'a.b': '2' }],
  ['{"a":{"toString":1}}', { 'a.toString': '1' }],
  ['{"a":1e400}', { a: '1e400' }],
  [
    '{"a":[-1.5E+999,1e-400,0e-400,1e300]}',
    { 'a.0': '-1.5E+999', 'a.1': '1e-400', 'a.2': '0', 'a.3': '1e+300' },
  ],
  ['{"a":"1e400","b":1e2}', { a: '1e400', b: '100' }],
])('%s', (message, fields) => {
  expect({ ...discoverFields(message) }).toEqual(fields)
})
