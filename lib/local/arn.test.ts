import { expect, test } from 'vitest'
import { arnOfGroup, groupName } from './arn'

test.each(['', ':*', ':'])('a log group is found by its ARN with %j at the end', (end) => {
  expect(groupName(`${arnOfGroup('shop/access')}${end}`)).toBe('shop/access')
})

test('a log group is found by its name', () => {
  expect(groupName('shop/access')).toBe('shop/access')
})
