import { expect, test } from 'vitest'
import { fileId, newIdentities, type Position } from './identity'

const bytes = (text: string) => Buffer.from(text)
const clock = () => 1_000

/** Identities after a restart: what was stored is read back. */
const restarted = (...positions: (Position | null)[]) =>
  newIdentities(
    positions.map((position) => JSON.parse(JSON.stringify(position))),
    clock,
  )

test('a file is known by its beginning, whatever its name', () => {
  const identities = newIdentities([], clock)
  const first = identities.positionOf('log', bytes('one'))
  expect(first).toMatchObject({ key: 'log 1000 0', headBytes: 3, offset: 0, content: { lines: 0 } })
  expect(identities.positionOf('log.1', bytes('one'))).toBe(first)
  expect(identities.positionOf('log', bytes('two'))).not.toBe(first)
})

test('an empty file has no identity yet', () => {
  expect(newIdentities([], clock).positionOf('log', bytes(''))).toBeNull()
})

test('a file that has grown is the same, and is known by more from then on', () => {
  const identities = newIdentities([], clock)
  const position = identities.positionOf('log', bytes('one'))
  expect(identities.positionOf('log', bytes('one, two'))).toBe(position)
  expect(position?.headBytes).toBe(8)
  expect(identities.positionOf('log', bytes('one, three'))).not.toBe(position)
})

test('a file cut shorter than its known beginning is another one', () => {
  const identities = newIdentities([], clock)
  const position = identities.positionOf('log', bytes('one, two'))
  expect(identities.positionOf('log', bytes('one'))).not.toBe(position)
})

test('of two that begin alike, the one with more in common', () => {
  const [short, long] = ['a', 'ab'].map((text) =>
    newIdentities([], clock).positionOf(text, bytes(text)),
  )
  expect(restarted(short ?? null, long ?? null).positionOf('log', bytes('abc'))?.key).toBe(
    'ab 1000 0',
  )
})

test('a restart goes on where it stopped', () => {
  const position = newIdentities([], clock).positionOf('log', bytes('one'))
  if (position) position.offset = 300
  const after = restarted(position)
  expect(after.positionOf('log.1', bytes('one'))).toMatchObject({ key: 'log 1000 0', offset: 300 })
  expect(after.positionOf('log', bytes('two'))).toMatchObject({ key: 'log 1000 1', offset: 0 })
})

test('the same number on another device is another file', () => {
  expect(fileId({ dev: 1, ino: 7 })).toBe(fileId({ dev: 1, ino: 7 }))
  expect(fileId({ dev: 1, ino: 7 })).not.toBe(fileId({ dev: 2, ino: 7 }))
  expect(fileId({ dev: 1, ino: 7 })).not.toBe(fileId({ dev: 1, ino: 8 }))
})
