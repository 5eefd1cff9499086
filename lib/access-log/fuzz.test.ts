import { expect, test } from 'vitest'
import { tryLines } from './testdata/try-lines'

test('mutated lines: each is counted once, and a request is one (npm run fuzz:log tries more)', () => {
  const total = { requests: 0, others: 0 }
  for (let seed = 0; seed < 3_000; seed += 1) {
    const { requests, others } = tryLines(seed)
    total.requests += requests
    total.others += others
  }
  // Mutations that left all lines whole, or none, would test nothing.
  expect(total.requests).toBeGreaterThan(1_000)
  expect(total.others).toBeGreaterThan(1_000)
})
