import { expect, test } from 'vitest'
import { addMark, type Mark, newIdentities, positionFrom } from './identity'

const bytes = (text: string) => Buffer.from(text)
const clock = () => 1_000

test('a position that an earlier version stored is accepted', () => {
  const stored = { key: 'log 1 0', head: 'ab', headBytes: 3, offset: 90, lines: 5, unparsed: 2 }
  expect(positionFrom(JSON.stringify(stored))).toMatchObject({
    key: 'log 1 0',
    offset: 90,
    content: { lines: 5, requests: 3, notUnderstood: 2, inDoubt: 0 },
    fileId: null,
    marks: [],
    copyOf: null,
  })
})

test('what is stored is read back', () => {
  const position = newIdentities([], clock).positionOf('/var/log', bytes('one'))
  position.fileId = '1 2'
  expect(positionFrom(JSON.stringify(position))).toEqual(position)
})

test('a file is known by its beginning, and by more of it as it grows', () => {
  const identities = newIdentities([], clock)
  const one = identities.positionOf('a/log', bytes('one'))
  const two = identities.positionOf('b/log', bytes('one, two'))
  two.offset = 8
  expect([one.key, two.key]).toEqual(['log 1000 0', 'log 1000 1'])
  expect(identities.beginningLike(bytes('one, two, three'))).toEqual([two, one])
  expect(identities.beginningLike(bytes('one, three'))).toEqual([one])
  expect(identities.beginningLike(bytes('on'))).toEqual([])
})

test('no two positions have the same key, also after one was dropped', () => {
  const identities = newIdentities([], clock)
  const [first, second] = ['x', 'x'].map((path) => identities.positionOf(path, bytes('one')))
  if (first) identities.drop(first)
  expect(identities.positionOf('x', bytes('one')).key).not.toBe(second?.key)
})

test('a copy begins where it ends, without lines of its own, and is read in the same format', () => {
  const identities = newIdentities([], clock)
  const original = identities.positionOf('log', bytes('one'))
  original.content.lines = 5
  original.content.reader.format = 'combined'
  const copy = identities.addCopy(original, 90, { path: 'log.bak', head: bytes('one') })
  expect(copy).toMatchObject({
    offset: 90,
    copyOf: original.key,
    content: { lines: 0, reader: { format: 'combined' } },
  })
})

test('of many marks the first and the newest stay, and fewer of those between', () => {
  const marks: Mark[] = []
  for (let at = 1; at <= 1_000; at += 1) addMark(marks, at * 10, bytes(String(at)))
  addMark(marks, 5, bytes('behind'))
  expect(marks.map(({ offset }) => offset)).toEqual([
    10, 5_030, 7_680, 9_110, 9_670, 9_820, 9_920, 9_960, 9_970, 9_980, 9_990, 10_000,
  ])
})
