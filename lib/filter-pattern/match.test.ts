import { describe, expect, test } from 'vitest'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { matcher } from './match'
import { parsePattern } from './parse'
import { cloudWatchMessage, PatternProblem } from './problem'

const matches = (pattern: string, message: string) =>
  matcher(parsePattern(pattern))({ message, fields: discoverFields(message) })

/** CloudWatch's error for a pattern; empty when it can be compiled. */
function refusal(pattern: string): string {
  try {
    matcher(parsePattern(pattern))
    return ''
  } catch (error) {
    if (error instanceof PatternProblem) return cloudWatchMessage(error)
    throw error
  }
}

describe('JSON patterns', () => {
  test.each([
    ['{ $.status = "404" }', '{"status":"404"}', true],
    ['{ $.status = "404" }', '{"status":"500"}', false],
    ['{ $.status = 404 }', '{"status":404}', true],
    ['{ $.status = "4*" }', '{"status":"418"}', true],
    ['{ $.a = "*" }', '{"a":""}', true],
    ['{ $.status = %^4[0-9]{2}$% }', '{"status":"404"}', true],
    ['{ $.status >= 500 }', '{"status":"503"}', true],
    ['{ $.status >= 500 }', '{"status":"-"}', false],
    ['{ $.status != "200" }', '{"status":"500"}', true],
    ['{ $.status != "200" }', '{"other":"500"}', false],
    ['{ $.a = "x" && $.b = "y" || $.c = "z" }', '{"c":"z"}', true],
    ['{ $.a = "x" && ($.b = "y" || $.c = "z") }', '{"c":"z"}', false],
    ['{ $.a = "x" && ($.b = "y" || $.c = "z") }', '{"a":"x","c":"z"}', true],
    ['{ $.a[0] = "x" }', '{"a":["x","y"]}', true],
    ['{ $.a[*] = "y" }', '{"a":["x","y"]}', true],
    ["{ $.['x.y'] = 1 }", '{"x.y":1}', true],
    ['{ $.a IS NULL }', '{"a":null}', true],
    ['{ $.a IS NULL }', '{"b":1}', false],
    ['{ $.a NOT EXISTS }', '{"b":1}', true],
    ['{ $.a NOT EXISTS }', '{"a":1}', false],
    ['{ $.a IS TRUE }', '{"a":true}', true],
    ['{ $.a = 1 }', '{"a":true}', false],
    ['{ $.a > 0 }', '{"a":true}', false],
    ['{ $.a = 0 }', '{"a":false}', false],
    ['{ $.a != 1 }', '{"a":true}', true],
    ['{ $.a = 1 }', '{"a":1,"b":true}', true],
    ['{ $.a[*] = 1 }', '{"a":[true,2]}', false],
    ['{ $.a[*] = 1 }', '{"a":[true,1]}', true],
    ['{ $.a[*] = 0 }', '{"a":[{"x":true},0]}', true],
    ['{ $.status = "404" }', 'no JSON "404"', false],
    ['{ $.a = %b c% }', '{"a":"a b c d"}', true],
    ['{ $.a = %b c% }', '{"a":"bc"}', false],
    ['{ $.a = %^ba{,2}c$% }', '{"a":"baac"}', true],
    ['{ $.a = %^ba{,2}c$% }', '{"a":"baaac"}', false],
  ])('%s on %s: %s', (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected)
  })
})

describe('an asterisk', () => {
  test.each([
    ['*Event', 'PutEvent', true],
    ['*Event', 'GetEvent', true],
    ['*Event', 'EventId', false],
    ['Event*', 'EventId', true],
    ['Event*', 'EventName', true],
    ['Event*', 'PutEvent', false],
    ['*Event*', 'PutEventId', true],
    ['Ev*ent', 'Ev*ent', true],
    ['Ev*ent', 'Event', false],
    ['Ev*ent', 'EvXent', false],
    ['Ev*ent*', 'Ev*ents', true],
    ['Ev*ent*', 'Events', false],
    ['*v*ent', 'Ev*ent', true],
    ['*v*ent', 'Event', false],
    ['*', '', true],
    ['*', 'x', true],
    ['**', 'x', true],
    ['**x', 'ax', true],
    ['11*1', '111.111.111.111', false],
    ['111*111', '111.111.111.111', false],
    ['*.111.111.111', '111.111.111.111', true],
  ])('%s is %s, in JSON and in a column: %s', (wanted, value, expected) => {
    const message = JSON.stringify({ a: value })
    expect(matches(`{ $.a = "${wanted}" }`, message)).toBe(expected)
    expect(matches(`{ $.a != "${wanted}" }`, message)).toBe(!expected)
    if (!wanted.includes('**')) expect(matches(`{ $.a = ${wanted} }`, message)).toBe(expected)
    expect(matches(`[first, a = "${wanted}", last]`, `x "${value}" y`)).toBe(expected)
  })
})

describe('a number is compared in quotes as it is written, without by its value', () => {
  test.each([
    ['12', '"12"', true],
    ['12.0', '"12"', false],
    ['12.0', '"12.0"', true],
    ['12.0', '12', true],
    ['12.0', '12.00', true],
    ['12.0', '"12.*"', true],
    ['12.0', '12.*', true],
    ['12.50', '"12.5"', false],
    ['12.50', '12.5', true],
    ['12.34', '"*.34"', true],
    ['12.34', '"12.34"', true],
    ['123', '"123.0"', false],
    ['123', '123.0', true],
    ['123', '"*23"', true],
    ['1e3', '"1000"', false],
    ['1e3', '"1e3"', true],
    ['1e3', '1000', true],
    ['1E+3', '"1E+3"', true],
    ['-0', '"0"', false],
    ['-0', '0', true],
    ['0', '"0"', true],
    ['0.0000001', '"0.0000001"', true],
    ['0.0000001', '1e-7', true],
    ['1234567890123456789', '"1234567890123456789"', true],
    ['12.0', '%^12$%', false],
    ['12.0', '%^12[.]0$%', true],
    ['"12.0"', '"12.0"', true],
    ['"12.0"', '12', true],
    ['"12"', '"12.0"', false],
  ])('%s = %s: %s', (value, wanted, expected) => {
    const messages = [`{"a":${value},"b":1.0}`, `{"ip":"10.0.0.1", "a" : ${value} }`]
    for (const message of messages) {
      expect(matches(`{ $.a = ${wanted} }`, message)).toBe(expected)
      if (!wanted.startsWith('%')) expect(matches(`{ $.a != ${wanted} }`, message)).toBe(!expected)
    }
    expect(matches(`{ $.a[1] = ${wanted} }`, `{"a":[0,${value}]}`)).toBe(expected)
    expect(matches(`{ $.a[*] = ${wanted} }`, `{"a":["x",${value}]}`)).toBe(expected)
    expect(matches(`{ $.a.b = ${wanted} }`, `{"a":{"b":${value}}}`)).toBe(expected)
  })
})

describe('a dot in a selector is a step, and a dot in a key stands in quotes', () => {
  test.each([
    ['$.a.b', '{"a":{"b":1}}', true],
    ['$.a.b', '{"a.b":1}', false],
    ['$.a.b', '{"a.b":1,"a":{"b":1}}', true],
    ['$.a.b', '{"a.b":1,"a":{"b":2}}', false],
    ['$.a.b', '{"a.b":2,"a":{"b":1}}', true],
    ["$.['a.b']", '{"a.b":1}', true],
    ["$.['a.b']", '{"a":{"b":1}}', false],
    ["$.['a.b']", '{"a.b":2,"a":{"b":1}}', false],
    ['$.a.b.c', '{"a":{"b":{"c":1}}}', true],
    ['$.a.b.c', '{"a.b":{"c":1}}', false],
    ['$.a.b.c', '{"a":{"b.c":1}}', false],
    ["$.a.['b.c']", '{"a":{"b.c":1}}', true],
    ["$.['a.b'].c", '{"a.b":{"c":1}}', true],
    ["$.['a.b'].c", '{"a":{"b":{"c":1}}}', false],
    ['$.a[0]', '{"a":[1]}', true],
    ['$.a[0]', '{"a.0":1}', false],
    ['$.a[0]', '{"a":{"0":1}}', false],
    ['$.a.0', '{"a":[1]}', false],
    ['$.a.0', '{"a":{"0":1}}', true],
    ['$.a.length', '{"a":[2]}', false],
    ['$.a[*]', '{"a.0":1}', false],
    ['$.*', '{"x.y":1}', true],
    ['$.*', '{"x":{"y":1}}', false],
  ])('%s = 1 in %s: %s', (selector, message, expected) => {
    expect(matches(`{ ${selector} = 1 }`, message)).toBe(expected)
  })

  test('the name that a reader of access logs gave a field finds it in a JSON line as well', () => {
    const event = { message: '{"req":{"uri":"/a","b":"x.y"}}', fields: { 'request.uri': '/a' } }
    expect(matcher(parsePattern('{ $.request.uri = "/a" }'))(event)).toBe(true)
    expect(matcher(parsePattern('{ $.request.uri NOT EXISTS }'))(event)).toBe(false)
  })
})

describe('an event of more fields than are discovered', () => {
  const wide = `{${Array.from({ length: 300 }, (_, n) => `"f${n}":${n}`)},"on":true,"list":[${Array.from({ length: 210 }, (_, n) => n)}]}`
  test.each([
    ['{ $.f0 = 0 }', true],
    ['{ $.f199 = 199 }', true],
    ['{ $.f200 = 200 }', true],
    ['{ $.f299 >= 299 }', true],
    ['{ $.f299 = 1 }', false],
    ['{ $.f300 = 300 }', false],
    ['{ $.on IS TRUE }', true],
    ['{ $.on = "true" }', true],
    ['{ $.list[209] = 209 }', true],
    ['{ $.list[*] = 209 }', true],
    ['{ $.list[*] = 210 }', false],
  ])('%s: %s', (pattern, expected) => {
    expect(matches(pattern, wide)).toBe(expected)
  })
})

describe('what is there, and what is null', () => {
  test.each([
    ['$.a', '{"b":1}', 'absent'],
    ['$.a', '{}', 'absent'],
    ['$.a', '{"a":""}', 'there'],
    ['$.a', '{"a":{"b":1}}', 'there'],
    ['$.a', '{"a":[1]}', 'there'],
    ['$.a', '{"a":{}}', 'there'],
    ['$.a', '{"a":[]}', 'there'],
    ['$.a', '{"a":[null]}', 'there'],
    ['$.a', '{"a":null}', 'null'],
    ['$.a', '{"a.b":1}', 'absent'],
    ['$.a', '{"b":{"a":1}}', 'absent'],
    ['$.a.b', '{"a":1}', 'absent'],
    ['$.a.b', '{"a":{"b":{"c":1}}}', 'there'],
    ['$.a.b', '{"a":{"b":null}}', 'null'],
    ['$.a.b', '{"a.b":null}', 'absent'],
    ['$.a.b', '{"a.b":1}', 'absent'],
    ["$.['a.b']", '{"a":{"b":1}}', 'absent'],
    ['$.a[0]', '{"a":{"0":1}}', 'absent'],
    ['$.a.0', '{"a":[1]}', 'absent'],
    ['$.a.length', '{"a":[1]}', 'absent'],
    ["$.['a.b']", '{"a.b":null}', 'null'],
    ["$.['a.b']", '{"a.b":{"c":1}}', 'there'],
    ["$.['a.b']", '{"a":{"b":null}}', 'absent'],
    ['$.a[0]', '{"a":[[1]]}', 'there'],
    ['$.a[0]', '{"a":[{"b":1}]}', 'there'],
    ['$.a[0]', '{"a":[null]}', 'null'],
    ['$.a[0]', '{"a":[]}', 'absent'],
    ['$.a[1]', '{"a":[1]}', 'absent'],
    ['$.a[0][1]', '{"a":[[1,null]]}', 'null'],
    ['$.a[0].b', '{"a":[{"b":[]}]}', 'there'],
    ['$.a[*]', '{"a":[]}', 'absent'],
    ['$.a[*]', '{"a":[[1]]}', 'there'],
    ['$.a[*]', '{"a":[{"b":1},null]}', 'null'],
    ['$.a[*].b', '{"a":[{"c":1},{"b":{}}]}', 'there'],
    ['$.*', '{"x.y":null}', 'null'],
    ['$.*', '{}', 'absent'],
    ['$.@a', '{"@a":{"b":1}}', 'there'],
    ['$.constructor', '{"a":1}', 'absent'],
    ['$.length', '{"a":[1]}', 'absent'],
    ['$.z', `{${Array.from({ length: 250 }, (_, n) => `"f${n}":1`)},"z":1}`, 'there'],
  ])('%s in %s is %s', (selector, message, state) => {
    expect(matches(`{ ${selector} NOT EXISTS }`, message)).toBe(state === 'absent')
    expect(matches(`{ ${selector} IS NULL }`, message)).toBe(state === 'null')
  })

  test.each([
    ['{"a":true}', true, false],
    ['{"a":false}', false, true],
    ['{"a":1}', false, false],
    ['{"a":0}', false, false],
    ['{"a":"1"}', false, false],
    ['{"a":"true"}', false, false],
    ['{"a":null}', false, false],
    ['{"a":[true]}', false, false],
    ['{"a":{"b":false}}', false, false],
    ['{}', false, false],
  ])('%s: is true %s, is false %s', (message, isTrue, isFalse) => {
    expect(matches('{ $.a IS TRUE }', message)).toBe(isTrue)
    expect(matches('{ $.a IS FALSE }', message)).toBe(isFalse)
    expect(matches('{ $.* IS TRUE }', message)).toBe(isTrue)
  })

  test('a field that was read from a line of text is there, and no other', () => {
    const event = { message: '203.0.113.9 200', fields: { status: '200' } }
    const isAbsent = (name: string) => matcher(parsePattern(`{ $.${name} NOT EXISTS }`))(event)
    expect([isAbsent('status'), isAbsent('size')]).toEqual([false, true])
    const one = { message: '203.0.113.9 1', fields: { status: '1' } }
    expect(matcher(parsePattern('{ $.status IS TRUE }'))(one)).toBe(false)
  })

  test.each(['$.a', '$.a[0]', '$.a[*]'])('a list or an object at %s equals nothing', (selector) => {
    for (const message of ['{"a":{"0":{"b":1}}}', '{"a":[[1]]}', '{"a":[{"b":1}]}'])
      for (const condition of ['= 1', '!= 1', '= "*"', '> 0', 'IS TRUE'])
        expect(matches(`{ ${selector} ${condition} }`, message), condition).toBe(false)
  })
})

describe('numbers of many digits', () => {
  const id = '1234567890123456789'
  test.each([
    [id, '=', id, true],
    ['1234567890123456788', '=', id, false],
    ['1234567890123456788', '!=', id, true],
    [id, '!=', id, false],
    ['1234567890123456788', '<', id, true],
    ['1234567890123456788', '<=', id, true],
    [id, '<', id, false],
    [id, '<=', id, true],
    ['1234567890123456790', '>', id, true],
    ['1234567890123456790', '>=', id, true],
    [id, '>', id, false],
    [id, '>=', '1234567890123456790', false],
    ['9007199254740993', '=', '9007199254740992', false],
    ['9007199254740993', '>', '9007199254740992', true],
    ['-9007199254740993', '<', '-9007199254740992', true],
    ['-9007199254740993', '>', '-9007199254740992', false],
    ['9007199254740993.0', '=', '9007199254740993', true],
    ['9007199254740993', '=', '9007199254740993.00', true],
    ['1000000000000000000', '=', '1e18', true],
    ['1000000000000000001', '=', '1e18', false],
    ['1000000000000000001', '>', '1e18', true],
    ['0.1234567890123456789', '=', '0.1234567890123456789', true],
    ['0.1234567890123456788', '<', '0.1234567890123456789', true],
    ['0.12345678901234567890', '>=', '0.1234567890123456789', true],
    ['12345678901234567890123', '=', '12345678901234567890124', false],
    ['1234567890.1234567891', '>', '1234567890.1234567890', true],
    ['404', '=', '404.0', true],
    ['503', '>=', '500', true],
  ])('%s %s %s: %s', (value, operator, operand, expected) => {
    expect(matches(`{ $.id ${operator} ${operand} }`, `{"id":${value}}`)).toBe(expected)
    expect(matches(`{ $.id ${operator} ${operand} }`, `{"id":"${value}"}`)).toBe(expected)
    expect(matches(`{ $.ids[*] ${operator} ${operand} }`, `{"ids":[${value}]}`)).toBe(expected)
    expect(matches(`[a, id ${operator} ${operand}, b]`, `GET ${value} 12`)).toBe(expected)
    expect(matches(`[..., id ${operator} ${operand}]`, `GET ${value}`)).toBe(expected)
  })
})

const line = '203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 404 12'

describe('space-delimited patterns', () => {
  test.each([
    ['[ip, id, user, timestamp, request, status_code=404, size]', true],
    ['[ip, id, user, timestamp, request, status_code=4*, size]', true],
    ['[ip, id, user, timestamp, request, status_code=500, size]', false],
    ['[ip, id, user, timestamp, request, status_code=404]', false],
    ['[..., status_code=404, size]', true],
    ['[ip, ..., size > 10]', true],
    ['[ip, id, user, timestamp, request = %^GET /[a-z] HTTP%, status, size]', true],
    ['[ip, id, user, timestamp, request = %^GET /[a-z]{,3} H%, status, size]', true],
    ['[ip, id, user, timestamp, request = %^POST /%, status, size]', false],
    [
      '[ip, id, user, timestamp, request = "*HTTP/1.1", status_code >= 400 && status_code < 500, size]',
      true,
    ],
  ])('%s: %s', (pattern, expected) => {
    expect(matches(pattern, line)).toBe(expected)
  })
})

describe('term patterns', () => {
  test.each([
    ['', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR ARGS', 'ERROR only', false],
    ['"two words"', 'it has two words', true],
    ['ERROR -EXIT', 'ERROR EXIT', false],
    ['?A ?B', 'only B', true],
    ['?A ?B', 'neither', false],
    ['%4[0-9]{2}%', 'code 404', true],
    ['?ERROR -BAD', 'ERROR x', true],
    ['?ERROR -BAD', 'INFO y', true],
    ['?ERROR -BAD', 'ERROR BAD', false],
    ['-BAD ?ERROR ?WARN', 'INFO y', true],
    ['?%E..% -BAD', 'INFO y', true],
    ['?ERROR BAD', 'BAD', true],
    ['?ERROR ?ARGUMENTS REQUEST', '[INFO] REQUEST FAILED', true],
    ['?ERROR ?ARGUMENTS REQUEST', 'ERROR', false],
    ['%^starting|^initializing|^shutting down%', 'shutting down now', true],
    ['%^starting|^initializing|^shutting down%', 'starting ...', true],
    ['%^starting|^initializing|^shutting down%', 'skipping initializing ...', false],
    ['%^starting|^initializing|^shutting down%', 'shutting-down', false],
    ['%ba{,2}c%', 'bc', true],
    ['%ba{,2}c%', 'baac', true],
    ['%ba{,2}c%', 'baaac', false],
    ['%ba{,2}c%', 'ba{,2}c', false],
    ['%ba{2,}c%', 'baaaac', true],
    ['%ba{2,}c%', 'bac', false],
    ['%ba{1, 2}c%', 'baac', true],
    ['%ba{1, 2}c%', 'bc', false],
    ['%[0-9]{,2}x{,1}$%', '', true],
    [String.raw`%ba\{,2}c%`, 'ba{,2}c', true],
    [String.raw`%ba\{,2}c%`, 'baac', false],
    ['%b[{,2}]c%', 'b{c', true],
    ['%b[{,2}]c%', 'b0c', false],
    ['%b[]{,2}]c%', 'b2c', true],
    ['%b[]{,2}]c%', 'b0c', false],
    [String.raw`%\[.\]{,2}$%`, '[7]]', true],
    [String.raw`%\x28a\x29%`, 'f(a)', true],
  ])('%s on %s: %s', (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected)
  })
})

test.each(['{ $.a = }', '{ status = 1 }', '{ $.a = 1', '[a, b', '%(a)%', '{ $.a > x }'])(
  '%s is refused',
  (pattern) => {
    expect(refusal(pattern)).toMatch(/^Invalid metric filter pattern: .* at position \d+$/)
  },
)

describe('a pattern that takes for ever elsewhere', () => {
  const letters = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(300)).join('')
  const long = 'a'.repeat(100_000)

  test.each([
    ['%a.*b.*c.*d.*e%', letters, false],
    ['%a.*b.*c.*d.*e%', `${letters}e`, true],
    ['%.*.*.*x%', long, false],
    ['%.*.*.*x%', `${long}x`, true],
    [`%${'a?'.repeat(20)}${'a'.repeat(20)}b%`, long, false],
    ['%^a*b|c$%', `${long}c`, true],
    ['{ $.path = "*a*b*" }', JSON.stringify({ path: letters }), false],
    ['{ $.path = "*de*" }', JSON.stringify({ path: `${letters}e` }), true],
  ])('%s is tested at once', (pattern, message, expected) => {
    const began = performance.now()
    const { path } = message.startsWith('{') ? JSON.parse(message) : { path: message }
    expect(matcher(parsePattern(pattern))({ message, fields: { path } })).toBe(expected)
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

test('an error has its position', () => {
  expect(refusal('{ $.status = "500" && $.size > big }')).toBe(
    'Invalid metric filter pattern: > needs a number, not big at position 32',
  )
  expect(refusal('{ $.a = %[% }')).toBe(
    'Invalid metric filter pattern: %[% is not a regular expression at position 7',
  )
})
