import { expect, test } from 'vitest'
import { contentOf } from './file-content'
import type { FileStat, OpenFile } from './file-system'
import { addMark, newIdentities } from './identity'
import { newRecognition } from './recognition'
import { newSource } from './source'

const stat = (id: string, bytes: number): FileStat => ({
  id,
  kind: 'file',
  bytes,
  modifiedMs: 0,
  links: 1,
  version: '1',
})

const openFile = (bytes: Buffer): OpenFile => ({
  stat: async () => stat('1 1', bytes.length),
  read: async (offset, count) => bytes.subarray(offset, offset + count),
  close: async () => {},
})

test.each([
  ['where more had been read than was stored', 'one\ntwo\nthree\nfour\nFIVE\n', 4],
  ['before what was stored', 'ONE\ntwo\nthree\nfour\nfive\n', 0],
])('a log that was changed while we were away, %s', async (_where, now, expected) => {
  const before = Buffer.from('one\ntwo\nthree\nfour\nfive\n')
  const identities = newIdentities([], () => 0)
  const head = Buffer.from(now).subarray(0, 2)
  const known = identities.positionOf('/log', head)
  known.offset = 'one\n'.length
  for (const offset of [4, 8, 14, 19, 24]) addMark(known.marks, offset, before.subarray(0, offset))
  const { identify } = newRecognition({
    identities,
    ownerOf: () => null,
    bringUpToDate: async () => null,
  })
  const source = newSource('/log', stat('1 2', now.length))
  const content = contentOf(openFile(Buffer.from(now)), { compression: null, bytes: now.length })
  expect((await identify(source, content, head, null)).offset).toBe(expected)
})
