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
  ['{ $.eventName = "*Event" }', '{"eventName":"PutEvent"}', { '$.eventName': 'PutEvent' }],
  ['{ $.eventName = "Ev*ent" }', '{"eventName":"Event"}', null],
  ['{ $.eventName = "Ev*ent" }', '{"eventName":"Ev*ent"}', { '$.eventName': 'Ev*ent' }],
  ['{ $.ip != 111*111 }', '{"ip":"111.111.111.111"}', { '$.ip': '111.111.111.111' }],
  ['[first, request = "GET*1.0", last]', 'x "GET / HTTP/1.0" y', null],
  ['{ $.a != "12" }', '{"a":12.0}', { '$.a': '12.0' }],
  ['{ $.a = 12 }', '{"a":12.0}', { '$.a': '12.0' }],
  ['{ $.a = "1000" }', '{"a":1e3}', null],
  ['{ $.a.b = 1 }', '{"a":{"b":1}}', { '$.a.b': '1' }],
  ['{ $.a.b = 1 }', '{"a.b":1}', null],
  ["{ $.['a.b'] = 1 }", '{"a.b":1}', { "$.['a.b']": '1' }],
  ["{ $.['a.b'] = 1 }", '{"a":{"b":1}}', null],
  [
    '{ $.f250 = 250 }',
    `{${Array.from({ length: 251 }, (_, n) => `"f${n}":${n}`)}}`,
    { '$.f250': '250' },
  ],
]
