import { expect, test } from 'vitest'
import { stillWrong } from './use-preview'

const body = (networks: string[], agents: string[] = []) =>
  JSON.stringify({ steps: [], ignore: { networks, agents } })
const wrong = {
  message: 'all',
  problems: [
    { path: 'ignore.networks', message: '"quatsch" is neither an address nor a network' },
    { path: 'steps.0', message: 'has no name' },
  ],
}

test('what was changed is not called wrong any more, and the rest still is', () => {
  expect(stillWrong(wrong, body(['quatsch']), body(['1.2.3.4']))?.problems).toEqual([
    wrong.problems[1],
  ])
  expect(stillWrong(wrong, body(['quatsch']), body(['quatsch']))).toEqual(wrong)
})

test('nothing is wrong when all of it was changed', () => {
  const one = { ...wrong, problems: wrong.problems.slice(0, 1) }
  expect(stillWrong(one, body(['quatsch']), body([]))).toBeNull()
})

test('a server that cannot be reached is no matter of what is typed', () => {
  const down = { message: 'The CafeWatch server cannot be reached.', problems: [] }
  expect(stillWrong(down, body([]), body(['a']))).toEqual(down)
})
