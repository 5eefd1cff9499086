import { expect, test, vi } from 'vitest'
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

test('a database is let go of once nobody asks, and read again for the next address', () => {
  vi.useFakeTimers()
  try {
    const released = vi.fn()
    const locate = openLocations({ released })
    expect(locate('8.8.8.8')?.country).toBe('US')
    vi.advanceTimersByTime(4_000)
    expect(locate('193.99.144.80')?.country).toBe('DE')
    vi.advanceTimersByTime(4_000)
    expect(released).not.toHaveBeenCalled()
    vi.advanceTimersByTime(60_000)
    expect(released).toHaveBeenCalledOnce()
    expect(locate('193.99.144.90')?.country).toBe('DE')
    vi.advanceTimersByTime(60_000)
    expect(released).toHaveBeenCalledTimes(2)
  } finally {
    vi.useRealTimers()
  }
})

test('a database that is asked again and again is read once', () => {
  vi.useFakeTimers()
  try {
    const released = vi.fn()
    const locate = openLocations({ released, idleMs: 90_000 })
    for (const at of [1, 2, 3]) {
      expect(locate(`193.99.144.${at}`)?.country).toBe('DE')
      vi.advanceTimersByTime(60_000)
    }
    expect(released).not.toHaveBeenCalled()
    vi.advanceTimersByTime(60_000)
    expect(released).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})

test('addresses that share a slot of the cache, or are written otherwise, keep their own locations', () => {
  const known = new Map<string, string | undefined>()
  for (const round of [1, 2]) {
    for (let at = 0; at < 100_000; at += 1) {
      const address = [1 + (at % 222), (at * 7) % 256, (at * 13) % 256, at % 256].join('.')
      const country = locationOf(address)?.country
      if (round === 1) known.set(address, country)
      else if (known.get(address) !== country) throw new Error(`${address} lies in ${country}`)
    }
  }
  expect(locationOf('8.8.8.8')?.country).toBe('US')
  for (const other of [
    '08.8.8.8',
    '8.8.8',
    '8.8.8.8.8',
    '8.8.8.8.',
    '.8.8.8.8',
    '8..8.8',
    '8.8.8.256',
  ])
    expect(locationOf(other), other).toBe(null)
})
