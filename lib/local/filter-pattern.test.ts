import { expect, test } from 'vitest'
import { compilePattern } from './filter-pattern'

test.each([
  ['{ $.a = }', 'a value is missing at the end at position 9'],
  ['{ $.a = %[% }', '%[% is not a regular expression at position 7'],
])('%s is refused as CloudWatch refuses it', (pattern, what) => {
  expect(() => compilePattern(pattern)).toThrow(
    expect.objectContaining({
      type: 'InvalidParameterException',
      status: 400,
      message: `Invalid metric filter pattern: ${what}`,
    }),
  )
})

test('a pattern that can be read matches and extracts', () => {
  const { matches, extract } = compilePattern('[ip, ..., status = 4*]')
  const event = { message: '192.0.2.1 GET 404', fields: null }
  expect(matches(event)).toBe(true)
  expect(extract(event)).toEqual({ $ip: '192.0.2.1', $2: 'GET', $status: '404' })
})
