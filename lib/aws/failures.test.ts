import { expect, test } from 'vitest'
import { Failed, failureOf } from './failures'

const failure = { kind: 'unreachable', message: 'No answer.', remedy: 'Wait.' } as const

class FailedOfAnotherBundle extends Error {
  readonly failure = failure
}

test.each([
  ['of its class', new Failed(failure)],
  ['of a class of the same name in another bundle', new FailedOfAnotherBundle('No answer.')],
])('a failure is known by what it carries: %s', (_, error) => {
  expect(failureOf(error, 'logs:StartQuery')).toBe(failure)
})

test('an error that carries something else is put into words', () => {
  const error = Object.assign(new Error('Odd.'), { failure: 'yes' })
  expect(failureOf(error, 'logs:StartQuery')).toMatchObject({
    kind: 'failed',
    message: 'CloudWatch could not answer: Odd.',
  })
})
