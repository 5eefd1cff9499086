import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aggregateName } from './aggregates'
import { commands } from './commands/commands'
import { compile } from './compile'
import { functionNames, isFunction } from './functions'
import { didYouMean } from './suggest'
import { vocabulary } from './vocabulary'

const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase()).sort()

test('every command is in the vocabulary, and nothing else', () => {
  expect(lower(vocabulary.commands.map(({ name }) => name))).toEqual(lower(Object.keys(commands)))
})

test('every function is in the vocabulary, and nothing else', () => {
  const scalars = vocabulary.functions.filter(({ name }) => isFunction(name))
  expect(lower(scalars.map(({ name }) => name))).toEqual(lower(functionNames))
  const others = vocabulary.functions.filter(({ name }) => !isFunction(name))
  for (const { name } of others.filter((word) => word.name !== 'histogram'))
    expect(aggregateName(name), name).toBeDefined()
})

test.each(vocabulary.functions.map(({ form }) => form))('%s is written so', (form) => {
  const alone = /^(?:histogram|topk)/.test(form)
  const isAggregate = aggregateName(/^\w+/.exec(form)?.[0] ?? '') !== undefined
  const query = form.startsWith('histogram')
    ? `stats count(*) by ${form}`
    : `${isAggregate || alone ? 'stats' : 'fields'} ${form}`
  const events = { table: 'events', log: "'g'", stream: 'NULL', field: () => 'f1' }
  const source = { tables: [events], fields: [], hasOthers: false }
  expect(compile(query, source, { startMs: 0, endMs: 1, nowMs: 1 }).columns.length).toBeGreaterThan(
    0,
  )
})

test('every function is tried: in a golden, a case or the random queries', () => {
  const here = 'lib/local/insights'
  const tried = [
    ...readdirSync(`${here}/goldens`).map((name) => `${here}/goldens/${name}/query.txt`),
    `${here}/testdata/cases.json`,
    `${here}/testdata/random-query.ts`,
  ].map((file) => readFileSync(file, 'utf8'))
  const untried = vocabulary.functions.filter(
    ({ name }) => !tried.some((text) => new RegExp(`\\b${name}\\b`, 'i').test(text)),
  )
  expect(untried.map(({ name }) => name)).toEqual([])
})

test.each([
  ['countdistnct', ' (did you mean count_distinct?)'],
  ['ispresnt', ' (did you mean ispresent?)'],
  ['startWith', ' (did you mean startsWith?)'],
  ['contains', ''],
  ['x', ''],
])('for %s is offered:%s', (word, offered) => {
  expect(
    didYouMean(
      word,
      vocabulary.functions.map(({ name }) => name),
    ),
  ).toBe(offered)
})
