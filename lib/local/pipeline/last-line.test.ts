import {
  appendFileSync,
  closeSync,
  openSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { expect, test } from 'vitest'
import { line, lines, newStory } from './testdata/story'

const story = newStory()
const { at } = story
const half = line(1).slice(0, 30)

/** What is stored after one more look, so many seconds later. */
async function after(seconds: number): Promise<string> {
  story.wait(seconds)
  await story.look()
  return story.requests()
}

test('a last line without a line end is read after ten seconds of silence', async () => {
  writeFileSync(at('log'), lines(0, 1) + line(1).trim())
  await story.start(['log'])
  expect(await after(8)).toBe('0')
  expect(await after(3)).toBe('0 1')
  expect(await after(100)).toBe('0 1')
  await story.start(['log'])
  appendFileSync(at('log'), `\n${line(2)}`)
  expect(await after(0)).toBe('0 1 2')
})

test('half a line waits a minute for its end; what comes later is no line of its own', async () => {
  writeFileSync(at('log'), line(0) + half)
  await story.start(['log'])
  expect(await after(30)).toBe('0')
  appendFileSync(at('log'), line(1).slice(30) + half)
  expect(await after(0)).toBe('0 1')
  expect(await after(61)).toBe('0 1 ?')
  await story.start(['log'])
  appendFileSync(at('log'), line(1).slice(30) + line(2))
  expect(await after(0)).toBe('0 1 ? 2')
})

test('a file that has not been written for long is read whole at once', async () => {
  writeFileSync(at('log'), line(0).trim())
  story.wait(60)
  await story.start(['log'])
  expect(await story.requests()).toBe('0')
})

test('a line of more than a mebibyte is one event, cut at a mebibyte', async () => {
  writeFileSync(at('log'), `${line(0)}${'é'.repeat(3 << 20)}\n${line(1)}${'x'.repeat(1_200_000)}\n`)
  await story.start(['log'])
  const found = (await story.messages()).map((message) => Buffer.byteLength(message))
  expect(found.filter((bytes) => bytes > 1_000)).toEqual([1 << 20, 1 << 20])
  expect(found).toHaveLength(4)
})

test.each([
  ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16, little-endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, big-endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
])('%s, as it grows', async (name, encode) => {
  const text = lines(0, 9).replaceAll('\n', '\r\n')
  const bytes = encode(text)
  writeFileSync(at('log'), bytes.subarray(0, 601))
  await story.start(['log'])
  appendFileSync(at('log'), bytes.subarray(601))
  await story.look()
  expect(await story.messages(), name).toEqual(lines(0, 9).trim().split('\n'))
  await story.start(['log'])
  const more = encode(line(9))
  appendFileSync(at('log'), more)
  await story.look()
  expect(await story.requests()).toBe('0 1 2 3 4 5 6 7 8 9')
})

test('a writer that does not append leaves a hole where the log was cut short', async () => {
  writeFileSync(at('log'), lines(0, 50))
  const writer = openSync(at('log'), 'r+')
  const offset = lines(0, 50).length
  await story.start(['log'])
  truncateSync(at('log'))
  writeSync(writer, lines(50, 70), offset)
  closeSync(writer)
  await story.look()
  expect((await story.requests()).split(' ')).toHaveLength(70)
  expect(story.status()[0]).toMatchObject({ lines: 20, notUnderstood: 0 })
})

test('what a server has reserved behind the last line is read when it is written', async () => {
  writeFileSync(at('log'), Buffer.concat([Buffer.from(lines(0, 2)), Buffer.alloc(4_096)]))
  await story.start(['log'])
  expect(await story.requests()).toBe('0 1')
  const writer = openSync(at('log'), 'r+')
  writeSync(writer, line(2), lines(0, 2).length)
  closeSync(writer)
  await story.look()
  expect(await story.requests()).toBe('0 1 2')
})
