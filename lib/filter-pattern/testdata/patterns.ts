import type { ColumnCase } from './columns'

const long = '1234567890123456789'
const neighbour = '1234567890123456788'

/** JSON patterns and terms on a line, and the values that they find; null where they do not match. */
export const patternCases: ColumnCase[] = [
  ['{ $.users[*] = 2 }', '{"users":[1,2]}', { '$.users[*]': '2' }],
  ['{ $.users[*] = 3 }', '{"users":[1,2]}', null],
  ['{ $.a NOT EXISTS }', '{"a":{"b":1}}', null],
  ['{ $.a NOT EXISTS }', '{"a":[1]}', null],
  ['{ $.a NOT EXISTS }', '{"b":{"a":1}}', {}],
  ['{ $.a[0] NOT EXISTS }', '{"a":[[1]]}', null],
  ['{ $.a[1] NOT EXISTS }', '{"a":[[1]]}', {}],
  ['{ $.a IS NULL }', '{"a":null}', {}],
  [`{ $.id = ${long} }`, `{"id":${long}}`, { '$.id': long }],
  [`{ $.id = ${long} }`, `{"id":${neighbour}}`, null],
  [`{ $.id > ${neighbour} }`, `{"id":${long}}`, { '$.id': long }],
  [`{ $.id < ${long} }`, `{"id":${long}}`, null],
  [`[a, id = ${long}, b]`, `x ${neighbour} y`, null],
  [`[a, id != ${long}, b]`, `x ${neighbour} y`, { $a: 'x', $id: neighbour, $b: 'y' }],
  ['?ERROR -BAD', 'ERROR x', {}],
  ['?ERROR -BAD', 'INFO y', {}],
  ['?ERROR -BAD', 'ERROR BAD', null],
  ['%ba{,2}c%', 'bc', {}],
  ['%ba{,2}c%', 'baaac', null],
  ['%^starting|^initializing|^shutting down%', 'shutting down', {}],
  ['{ $.state = %^shutting down% }', '{"state":"shutting down"}', { '$.state': 'shutting down' }],
  ['[state = %^shutting down%]', '"shutting down"', { $state: 'shutting down' }],
]
