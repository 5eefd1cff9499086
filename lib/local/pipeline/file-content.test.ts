import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gunzippedBlocks, gunzippedHead, plainBlocks } from './file-content'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'content-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const content = Buffer.from(Array.from({ length: 3 << 20 }, (_, at) => (at * 7) % 251))

function file(name: string, bytes: Buffer): string {
  writeFileSync(join(dir, name), bytes)
  return join(dir, name)
}
async function read(blocks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const block of blocks) all.push(block)
  return Buffer.concat(all)
}

test('the content from an offset on, plain and compressed', async () => {
  const handle = await open(file('log', content))
  const compressed = file('log.gz', gzipSync(content))
  const rest = content.subarray(2_500_000)
  expect((await read(plainBlocks(handle, 2_500_000))).equals(rest)).toBe(true)
  expect((await read(gunzippedBlocks(compressed, 2_500_000))).equals(rest)).toBe(true)
  await handle.close()
})

test('the beginning of compressed content, or all of it', async () => {
  const path = file('log.gz', gzipSync(content))
  expect((await gunzippedHead(path, 1024)).equals(content.subarray(0, 1024))).toBe(true)
  expect((await gunzippedHead(file('s.gz', gzipSync('abc')), 1024)).toString()).toBe('abc')
})

test.each([
  ['no gzip file', Buffer.from('not gzip at all'), 'Z_DATA_ERROR'],
  ['a truncated one', gzipSync(content).subarray(0, 3_000), 'Z_BUF_ERROR'],
])('%s fails with its code', async (_name, bytes, code) => {
  await expect(read(gunzippedBlocks(file('a.gz', bytes), 0))).rejects.toMatchObject({
    code,
  })
})

test('a folder named as a compressed file fails as one', async () => {
  mkdirSync(join(dir, 'old.gz'))
  await expect(gunzippedHead(join(dir, 'old.gz'), 1024)).rejects.toMatchObject({ code: 'EISDIR' })
})
