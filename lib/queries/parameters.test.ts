import { describe, expect, test } from 'vitest'
import { Unquotable } from './insights'
import { fillIn, type ParameterType, placeholders } from './parameters'

const hostile = 'x" | limit 1 # \\'

describe('a parameter becomes a literal of its type, whatever its value', () => {
  test.each<[string, ParameterType, string, string]>([
    ['filter status = {{p}}', 'text', '500', 'filter status = "500"'],
    ['filter a = {{p}}', 'text', hostile, 'filter a = "x\\" | limit 1 # \\\\"'],
    ['filter a = "<{{ p }}>"', 'text', hostile, 'filter a = "<x\\" | limit 1 # \\\\>"'],
    ["filter a = '{{p}}'", 'text', "it's", "filter a = 'it\\'s'"],
    ['filter a like /^{{p}}$/', 'text', '/cafe/m.php', 'filter a like /^\\/cafe\\/m\\.php$/'],
    ['stats sum(a) / {{p}} / 2', 'number', '10', 'stats sum(a) / 10 / 2'],
    ['limit {{p}}', 'number', '5', 'limit 5'],
    ['stats count(*) by bin({{p}})', 'period', '5m', 'stats count(*) by bin(5m)'],
    ['stats count(*) by {{p}}', 'field', 'user-agent', 'stats count(*) by `user-agent`'],
    ['stats count(*) by {{p}}', 'field', '@log', 'stats count(*) by @log'],
    ['fields a # {{p}}', 'text', 'x', 'fields a # {{p}}'],
  ])('%s as %s', (text, type, value, filled) => {
    expect(fillIn(text, { p: { type, value } })).toBe(filled)
  })
})

test.each<[string, ParameterType, string, RegExp]>([
  ['limit {{p}}', 'number', '5 | fields x', /p must be a number/],
  ['stats count(*) by bin({{p}})', 'period', '5m) | limit 1', /p must be a period/],
  ['stats count(*) by {{p}}', 'field', 'a` | limit 1', /p .* cannot be the name of a field/],
  ['fields `{{p}}`', 'field', 'x', /p must not stand in backticks/],
  ['filter a = {{p}}', 'text', 'a\nb', /p .* control characters/],
  ['filter a = {{p}}', 'text', '', /p needs a value/],
])('%s as %s is refused for %j', (text, type, value, sentence) => {
  const work = () => fillIn(text, { p: { type, value } })
  expect(work).toThrow(Unquotable)
  expect(work).toThrow(sentence)
})

test('its place suggests the type', () => {
  const text = `fields {{column}} | filter status = {{status}} and request like /{{path}}/
    | stats count(*) by bin({{every}}) # {{no}}
    | sort {{column}} | limit {{most}}`
  expect(placeholders(text)).toEqual([
    { name: 'column', type: 'field' },
    { name: 'status', type: 'text' },
    { name: 'path', type: 'text' },
    { name: 'every', type: 'period' },
    { name: 'most', type: 'number' },
  ])
})
