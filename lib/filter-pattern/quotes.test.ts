import { describe, expect, test } from 'vitest'
import { parsePattern } from './parse'
import { checkQuotes } from './quotes'

const check = (text: string) => checkQuotes(parsePattern(text), text)

test.each([
  ['ERROR:', ':'],
  ['?Status: timeout', ':'],
  ['a,b', ','],
  ['(x)', '()'],
  ['a=b', '='],
  ["it's", "'"],
  ['status=*', '=*'],
  ['ERROR*', '*'],
  ['ERROR||x', '|'],
  ['%a% && %b%', '&'],
  ['a\\b', '\\'],
  ['a"b', '"'],
  ['<a>', '<>'],
  ['a/b', '/'],
  ['a-b', '-'],
  ['x -a.b', '.'],
  ['-', '-'],
  ['"a" b:', ':'],
])('%s is refused for %s', (text, characters) => {
  expect(() => check(text)).toThrow(`Invalid character(s) in term '${characters}'`)
})

test.each([
  '',
  '" "',
  'ERROR',
  'ERROR ARGUMENTS',
  '?ERROR ?WARN',
  'ERROR -EXITING',
  'ERROR_CODE 404',
  '"ERROR:"',
  '-"a.b" ?"c/d"',
  '%AUTHORIZED%',
  '%^starting|^initializing|^shutting down%',
  'Fehler größer',
  '{ $.a = b-c }',
  '[a, b = c*]',
])('%s is not', (text) => expect(() => check(text)).not.toThrow())

describe('order is of numbers, which stand without quotes', () => {
  test.each(['<', '<=', '>', '>='])('%s "123" is refused', (operator) => {
    const words = 'Invalid character(s) in term \'"123"\''
    expect(() => check(`{ $.a ${operator} "123" }`)).toThrow(words)
    expect(() => check(`{ $.b = 1 && ($.a ${operator} "123") }`)).toThrow(words)
    expect(() => check(`[first, a ${operator} "123", last]`)).toThrow(words)
    expect(() => check(`{ $.a ${operator} 123 }`)).not.toThrow()
    expect(() => check(`[first, a ${operator} +1e3, last]`)).not.toThrow()
  })

  test.each(['=', '!='])('%s "123" is not', (operator) => {
    expect(() => check(`{ $.a ${operator} "123" }`)).not.toThrow()
  })
})
