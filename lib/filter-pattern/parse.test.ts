import { describe, expect, test } from 'vitest'
import { parsePattern } from './parse'
import { PatternProblem } from './problem'

/** What is wrong with a pattern, and the part that its span covers. */
function problem(pattern: string): [string, string] {
  try {
    parsePattern(pattern)
  } catch (error) {
    if (error instanceof PatternProblem)
      return [error.message, pattern.slice(error.span.start, error.span.end)]
    throw error
  }
  return ['it can be read', '']
}

test.each([
  ['{ $.a = }', 'a value is missing at the end', ''],
  ['{ status = 1 }', 'status is not a selector such as $.status', 'status'],
  ['  { $.a = 1', 'a brace is not closed', '{'],
  ['[a, b', 'a bracket is not closed', '['],
  ['{ $.a > x }', '> needs a number, not x', 'x'],
  ['{ $.a > %x% }', '> does not go with a regular expression', '%x%'],
  ['{ $.a ~ 1 }', 'an operator such as = is needed, not ~', '~'],
  ['{ $.a = 1 $.b = 2 }', 'unexpected $.b', '$.b'],
  ['{ ($.a = 1 }', 'a parenthesis is not closed', '('],
  ['{ $.a IS NOT NULL }', 'IS goes with NULL, TRUE or FALSE', 'NOT'],
  ['{ $.a NOT NULL }', 'NOT EXISTS is meant', 'NOT NULL'],
  ['{ $.a EXISTS }', 'an operator such as = is needed, not EXISTS', 'EXISTS'],
  ['{ $.a = "x }', 'a quote is not closed', '"'],
  ['{ $.a = %x }', 'a regular expression is not closed with %', '%'],
  ['{ $.a = %(x)% }', 'regular expressions have no parentheses here', '%(x)%'],
  ['{ $.a = %é% }', 'a regular expression may not hold é here', '%é%'],
  ['%something!%', 'a regular expression may not hold ! here', '%something!%'],
  ['{ $.a = %one\ttwo% }', 'a regular expression may not hold \t here', '%one\ttwo%'],
  ['[a = %say "x"%]', 'a regular expression may not hold " here', '%say "x"%'],
  ['%a% %(b)%', 'regular expressions have no parentheses here', '%(b)%'],
  ['one "two', 'a quote is not closed', '"two'],
  ['{ $.a. = 1 }', '$.a cannot go on with .', '.'],
  ['{ $.*.* = 1 }', '$.*.* has more than one *, and may have one', '$.*.*'],
  [
    '{ $.a = %x% && $.b = %y% && $.c = %z% }',
    'a pattern has at most 2 regular expressions',
    '= %z%',
  ],
  [
    '{ $.a[*] = 1 && $.b[*] = 1 && $.c[*] = 1 && $.d[*] = 1 }',
    'a pattern has at most 3 selectors with *',
    '$.d[*]',
  ],
  ['[a = %x%, b = %y%, c = %z%]', 'a pattern has at most 2 regular expressions', '= %z%'],
  ['[..., a, ...]', '... may stand once', '..., a, ...'],
  ['[a b]', 'an operator such as = is needed, not b', 'b'],
  ['[status = ]', 'a value is missing at the end', ''],
])('%s: %s, at "%s"', (pattern, message, part) => {
  expect(problem(pattern)).toEqual([message, part])
})

describe('what is read', () => {
  test.each([
    ['', { kind: 'everything' }],
    ['" "', { kind: 'everything' }],
    [
      '{ $.a[0].b = 404 }',
      {
        condition: {
          leaf: {
            selector: { steps: [{ key: 'a' }, { at: 0 }, { key: 'b' }] },
            comparison: { operator: '=', operand: { kind: 'number', text: '404' } },
          },
        },
      },
    ],
    [
      String.raw`{ $.a = "say \"x\"" }`,
      { condition: { leaf: { comparison: { operand: { kind: 'text', text: 'say "x"' } } } } },
    ],
    [
      '[ip, ..., status=4*, ]',
      {
        columns: [{ name: 'ip' }, 'gap', { name: 'status', condition: {} }, { name: '' }],
      },
    ],
    [
      'a ?"b c" -%d%',
      {
        terms: [
          { sign: '', text: { text: 'a' } },
          { sign: '?', text: { text: 'b c' } },
          { sign: '-', text: { source: 'd' } },
        ],
      },
    ],
  ])('%s', (pattern, tree) => {
    expect(parsePattern(pattern)).toMatchObject(tree)
  })
})

test('a pattern of the maximum length, all open parentheses, is refused without a stack overflow', () => {
  expect(problem(`{ ${'('.repeat(1000)}`)[0]).toBe('a brace is not closed')
  expect(problem(`{ ${'('.repeat(1000)} }`)[0]).toContain('missing at the end')
})
