import { afterEach, expect, vi } from 'vitest'

// A test that leaves an unexpected complaint on the console has not passed.
const complaints = vi.spyOn(console, 'error')

afterEach(() => {
  const calls = complaints.mock.calls.slice()
  complaints.mockClear()
  expect(calls, 'unexpected console.error').toEqual([])
})
