import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Compression, compressionOf, Damaged, decompressed } from './compression'

const text = Buffer.from(
  Array.from({ length: 90_000 }, (_, at) => `line ${at} ${(at * 7_919) % 10_007}\n`).join(''),
)
const run = (command: string, ...options: string[]) =>
  execFileSync(command, ['-c', ...options], { input: text, maxBuffer: 1 << 26 })

async function* inBlocks(bytes: Buffer, size = 50_000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(compression: Compression, bytes: Buffer) {
  const blocks: Buffer[] = []
  try {
    for await (const block of decompressed(compression, () => inBlocks(bytes))) blocks.push(block)
  } catch (error) {
    return { content: Buffer.concat(blocks), error }
  }
  return { content: Buffer.concat(blocks), error: null }
}

const samples: [Compression, Buffer][] = [
  ['gzip', run('gzip')],
  ['zstd', run('zstd')],
  ['bzip2', run('bzip2')],
  ['xz', run('xz')],
]

test.each(samples)('%s: whole, and of several members', async (compression, bytes) => {
  expect(compressionOf(bytes)).toBe(compression)
  const one = await read(compression, bytes)
  expect([one.error, one.content.equals(text)]).toEqual([null, true])
  const two = await read(compression, Buffer.concat([bytes, bytes]))
  expect([two.error, two.content.equals(Buffer.concat([text, text]))]).toEqual([null, true])
})

test.each(samples)('%s, truncated: what could be read, then the failure', async (kind, bytes) => {
  const { content, error } = await read(kind, bytes.subarray(0, Math.floor(bytes.length * 0.9)))
  expect(error).toBeInstanceOf(Damaged)
  expect(text.subarray(0, content.length).equals(content)).toBe(true)
  // bzip2 gives whole blocks only, and zstd and xz most of what they could.
  expect(content.length).toBeGreaterThan(
    text.length * { gzip: 0.89, zstd: 0.8, bzip2: 0.5, xz: 0.8 }[kind],
  )
})

test.each([
  ['zeros', Buffer.alloc(3_000)],
  ['garbage', Buffer.from('this is no gzip member')],
])('gzip with %s after its last member is whole', async (_name, more) => {
  const { content, error } = await read('gzip', Buffer.concat([gzipSync(text), more]))
  expect([error, content.equals(text)]).toEqual([null, true])
})

test('a small gzip file with garbage after it', async () => {
  const { content, error } = await read('gzip', Buffer.concat([gzipSync('a\n'), Buffer.from('no')]))
  expect([error, content.toString()]).toEqual([null, 'a\n'])
})

test('of a damaged gzip file everything before the damage is read', async () => {
  const one = gzipSync('first\n')
  const two = Buffer.from(gzipSync('second\n'))
  two[4 + two.length - 8] = (two[4 + two.length - 8] ?? 0) ^ 0xff
  const { content, error } = await read('gzip', Buffer.concat([one, two]))
  expect(content.toString()).toBe('first\nsecond\n')
  expect(error).toBeInstanceOf(Damaged)
})

test('a failure of the file is not taken for damage', async () => {
  async function* failing() {
    yield gzipSync(text).subarray(0, 1_000)
    throw new Error('no disk')
  }
  const reading = async () => {
    for await (const block of decompressed('gzip', failing)) expect(block.length).not.toBe(0)
  }
  await expect(reading()).rejects.toThrow('no disk')
})

test.each([
  ['a log line', '203.0.113.1 - - [26/Nov/2026:09:00:00 +0000]'],
  ['BZh of a host name', 'BZh9.example - -'],
  ['nothing', ''],
])('%s is not compressed', (_name, head) => {
  expect(compressionOf(Buffer.from(head))).toBeNull()
})
