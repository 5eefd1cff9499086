import { expect, test } from 'vitest'
import { outcomeIn, outcomeOf } from './outcome'

test.each([
  ['status', 'ok', 'paid'],
  ['redirect_status', 'succeeded', 'paid'],
  ['payment_status', 'PAID', 'paid'],
  ['success', 'true', 'paid'],
  ['paid', '1', 'paid'],
  ['authResult', 'authorised', 'paid'],
  ['status', 'cancel', 'not paid'],
  ['result', 'failed', 'not paid'],
  ['success', 'false', 'not paid'],
  ['status', '1', null],
  ['status', 'shipped', null],
  ['state', 'OK', null],
  ['sort', 'ok', null],
])('%s=%s says %s', (name, value, outcome) => {
  expect(outcomeOf(name, value)).toBe(outcome)
})

test('of several, one that was not paid decides', () => {
  expect(outcomeIn({ query: { status: 'ok', result: 'declined' } })).toBe('not paid')
  expect(outcomeIn({ query: { status: 'ok', txn: '*' } })).toBe('paid')
  expect(outcomeIn({ query: { txn: '*' } })).toBeNull()
  expect(outcomeIn({ path: '/ok' })).toBeNull()
})
