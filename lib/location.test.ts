import { expect, test } from 'vitest'
import { openLocations } from './location'

const locationOf = openLocations()

test.each([
  ['8.8.8.8', 'US'],
  ['193.99.144.80', 'DE'],
  ['2a02:2e0:3fe:1001:302::', 'DE'],
])('%s lies in %s', (address, country) => {
  const location = locationOf(address)
  expect(location?.country).toBe(country)
  expect(Number(location?.lat)).toBeGreaterThan(-90)
})

test.each(['10.0.0.1', '127.0.0.1', '::1', 'not an address', '', '999.1.1.1', '1.2.3.4.5'])(
  '%s lies nowhere, and again',
  (address) => {
    expect(locationOf(address)?.country ?? '').toBe('')
    expect(locationOf(address)?.country ?? '').toBe('')
  },
)
