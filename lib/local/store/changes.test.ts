import { expect, test } from 'vitest'
import { always, newChanges } from './changes'

const range = (startMs: number, endMs: number) => ({ startMs, endMs })

test('what is known of a time holds until events of it change', () => {
  const changes = newChanges()
  changes.add(range(0, 100))
  const then = changes.version()
  changes.add(range(200, 300))
  expect(changes.since(then, range(0, 199))).toBe(false)
  expect(changes.since(then, range(301, 400))).toBe(false)
  expect(changes.since(then, range(0, 200))).toBe(true)
  expect(changes.since(then, range(300, 300))).toBe(true)
  expect(changes.since(then - 1, range(50, 60))).toBe(true)
  changes.add(always)
  expect(changes.since(then, range(0, 1))).toBe(true)
  expect(changes.since(changes.version(), always)).toBe(false)
})

test('changes that were too many to remember may have been of any time', () => {
  const changes = newChanges()
  const then = changes.version()
  for (let at = 0; at < 10_000; at += 1) changes.add(range(200, 300))
  expect(changes.since(then, range(0, 100))).toBe(false)
  changes.add(range(200, 300))
  expect(changes.since(then, range(0, 100))).toBe(true)
  expect(changes.since(changes.version() - 100, range(0, 100))).toBe(false)
})
