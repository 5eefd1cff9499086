import { expect, test } from 'vitest'
import { declaredOf, hasTrial, newTrial, readTrial, writeTrial } from './trial'

test.each([
  ['a new one', newTrial],
  ['an alarm that there is', { ...newTrial, alarm: 'a b&c=d' }],
  [
    'every field',
    {
      ...newTrial,
      pattern: '"x" -y',
      value: '$.process',
      statistic: 'p95',
      comparison: '<',
      threshold: '2.5',
      period: '300',
      datapoints: '2',
      of: '3',
      missing: 'breaching',
    },
  ],
])('%s comes back from its address', (_, trial) => {
  const address = new URLSearchParams(writeTrial(trial)).toString()
  const params = Object.fromEntries(new URLSearchParams(address))
  expect(readTrial(params)).toEqual(trial)
  expect(hasTrial(params)).toBe(true)
})

test('an address without its parameters has no trial', () => {
  expect(hasTrial({ range: '3h' })).toBe(false)
  expect(readTrial({ pattern: ['a', 'b'], value: 'x'.repeat(2_000) })).toEqual(newTrial)
})

test('a number that is none is not taken for zero', () => {
  expect(declaredOf({ ...newTrial, threshold: '' }).alarm.threshold).toBeNaN()
  expect(declaredOf(newTrial).alarm).toMatchObject({ threshold: 1, periodSeconds: 60 })
})
