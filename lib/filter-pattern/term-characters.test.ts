import { expect, test } from 'vitest'
import { parsePattern } from './parse'
import { checkTermCharacters } from './term-characters'

const check = (text: string) => checkTermCharacters(parsePattern(text), text)

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
