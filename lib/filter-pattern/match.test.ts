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
    ['{ $.a = "x*y*z" }', '{"a":"x--y--yz"}', true],
    ['{ $.a = "x*y*z" }', '{"a":"xz"}', false],
    ['{ $.a = "aa*a" }', '{"a":"aa"}', false],
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
    ['{ $.status = "404" }', 'no JSON "404"', false],
  ])('%s on %s: %s', (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected)
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
    ['{ $.path = "*a*b*c*d*e" }', JSON.stringify({ path: letters }), false],
    ['{ $.path = "*a*b*c*d*e" }', JSON.stringify({ path: `${letters}e` }), true],
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
