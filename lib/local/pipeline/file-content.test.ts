import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Compression, compressionOf } from './compression'
import { type Content, commonBytes, contentOf } from './file-content'
import { nodeFiles, type OpenFile } from './file-system'

let dir: string
let opened: OpenFile[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'content-'))
})
afterEach(async () => {
  for (const file of opened) await file.close()
  opened = []
  rmSync(dir, { recursive: true })
})

const bytes = Buffer.from(Array.from({ length: 3 << 20 }, (_, at) => (at * 7) % 251))

async function content(of: Buffer): Promise<Content> {
  const path = join(dir, String(opened.length))
  writeFileSync(path, of)
  const file = await nodeFiles.open(path)
  opened.push(file)
  const compression: Compression | null = compressionOf(of)
  return contentOf(file, { compression, bytes: of.length })
}
async function read(blocks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const block of blocks) all.push(block)
  return Buffer.concat(all)
}

test.each([
  ['plain', bytes, bytes.length],
  ['compressed', gzipSync(bytes), null],
])('%s content from an offset on, its beginning and its end', async (_name, file, size) => {
  const found = await content(file)
  expect(found.bytes).toBe(size)
  expect((await read(found.blocks(2_500_000))).equals(bytes.subarray(2_500_000))).toBe(true)
  expect((await found.read(0, 1024)).equals(bytes.subarray(0, 1024))).toBe(true)
  expect((await found.read(bytes.length - 9, 100)).equals(bytes.subarray(-9))).toBe(true)
})

test('a passing block stays until the one after the next', async () => {
  const whole = Buffer.concat([bytes, bytes, bytes])
  let at = 0
  let before: Buffer = Buffer.alloc(0)
  for await (const block of (await content(whole)).passingBlocks(0)) {
    expect(before.equals(whole.subarray(at - before.length, at))).toBe(true)
    expect(block.equals(whole.subarray(at, at + block.length))).toBe(true)
    at += block.length
    before = block
  }
  expect(at).toBe(whole.length)
})

test.each<[string, string, string, number, Awaited<ReturnType<typeof commonBytes>>]>([
  ['the same', 'abcdef', 'abcdef', 0, { bytes: 6, ended: 'both' }],
  ['one that goes on', 'abc', 'abcdef', 0, { bytes: 3, ended: 'one' }],
  ['another that goes on', 'abcdef', 'abc', 1, { bytes: 2, ended: 'other' }],
  ['two that part', 'abcxef', 'abcdef', 0, { bytes: 3, ended: null }],
])('what two contents have in common: %s', async (_name, one, other, offset, common) => {
  const [plain, compressed] = [await content(Buffer.from(one)), await content(gzipSync(other))]
  expect(await commonBytes(plain, compressed, offset)).toEqual(common)
})
