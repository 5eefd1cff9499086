import { expect, test } from 'vitest'
import { dayMs, hourMs } from '@/lib/time'
import { KnownPeople } from './known-people'

const noonMs = Date.UTC(2026, 10, 24, 12)

test('who came today is known from tomorrow on, with the same agent', () => {
  const people = new KnownPeople()
  people.add('192.0.2.1', 'Firefox', noonMs)
  expect(people.has('192.0.2.1', 'Firefox', noonMs + hourMs)).toBe(false)
  expect(people.has('192.0.2.1', 'Firefox', noonMs + dayMs)).toBe(true)
  expect(people.has('192.0.2.1', 'Chrome', noonMs + dayMs)).toBe(false)
  expect(people.has('192.0.2.2', 'Firefox', noonMs + dayMs)).toBe(false)
})
