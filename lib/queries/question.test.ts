import { expect, test } from 'vitest'
import { periods } from '@/lib/window'
import { catalog, type QueryName } from './catalog'
import { type Question, routeNames, wordOf } from './question'
import { questionOf } from './read-question'

const names = Object.keys(catalog) as QueryName[]
const questions: Question[] = [undefined, ...periods].flatMap((period) => [
  ...names.map((query) => ({ query, period })),
  ...routeNames.map((api) => ({ api, period })),
])

test('every question is one word, another for each, and is read from it', () => {
  expect(new Set(questions.map(wordOf)).size).toBe(questions.length)
  expect(questions.map((question) => questionOf(wordOf(question)))).toEqual(questions)
})

test.each([
  '',
  'nosuch',
  'totals.',
  'totals.nosuch',
  'totals.day-ago.day-ago',
  '.day-ago',
  'constructor',
  '__proto__',
])('%j is no question', (word) => {
  expect(questionOf(word)).toBeNull()
})
