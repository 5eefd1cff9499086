import {
  appendFileSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { nodeFiles } from './file-system'
import { line, lines, newStory } from './testdata/story'

const story = newStory()
const { at } = story

/** What is stored after some more looks at the files. */
async function stored(looks = 3): Promise<string> {
  for (let look = 0; look < looks; look += 1) await story.look()
  return story.requests()
}

test('a copy beside the log is read once, also after a restart, and the log goes on', async () => {
  writeFileSync(at('access.log'), lines(0, 5))
  copyFileSync(at('access.log'), at('access.log.bak'))
  await story.start(['access.log*'])
  appendFileSync(at('access.log'), line(5))
  expect(await stored()).toBe('0 1 2 3 4 5')
  await story.start(['access.log*'])
  appendFileSync(at('access.log'), line(6))
  expect(await stored()).toBe('0 1 2 3 4 5 6')
})

test('a copy that is found before its log', async () => {
  writeFileSync(at('access.log'), lines(0, 5))
  copyFileSync(at('access.log'), at('a-copy.log'))
  appendFileSync(at('access.log'), lines(5, 7))
  await story.start(['*.log'])
  expect(await stored()).toBe('0 1 2 3 4 5 6')
  appendFileSync(at('access.log'), line(7))
  await story.start(['*.log'])
  expect(await stored()).toBe('0 1 2 3 4 5 6 7')
})

test('an older copy of a log that was followed on while we were away', async () => {
  writeFileSync(at('access.log'), lines(0, 40))
  await story.start(['access.log*'])
  await story.stop()
  copyFileSync(at('access.log'), at('access.log.bak'))
  appendFileSync(at('access.log'), lines(40, 42))
  await story.start(['access.log*'])
  expect((await stored()).split(' ')).toHaveLength(42)
})

test('a copy that is still being made when it is found', async () => {
  const content = lines(0, 100)
  writeFileSync(at('access.log'), content)
  await story.start(['access.log*'])
  writeFileSync(at('access.log.bak'), '')
  await story.look()
  appendFileSync(at('access.log.bak'), content.slice(0, 4_000))
  await story.look()
  appendFileSync(at('access.log.bak'), content.slice(4_000))
  expect((await stored()).split(' ')).toHaveLength(100)
})

test.each([
  ['a glob', ['access.log*']],
  ['its path', ['access.log']],
])('copytruncate of a log named by %s', async (_name, paths) => {
  writeFileSync(at('access.log'), lines(0, 100))
  await story.start(paths)
  // Lines that were not yet read are in the copy only.
  appendFileSync(at('access.log'), lines(100, 103))
  copyFileSync(at('access.log'), at('access.log.1'))
  truncateSync(at('access.log'))
  appendFileSync(at('access.log'), line(103))
  expect((await stored()).split(' ')).toHaveLength(104)
  writeFileSync(at('access.log.1.gz'), gzipSync(lines(0, 103)))
  unlinkSync(at('access.log.1'))
  expect((await stored()).split(' ')).toHaveLength(104)
  await story.start(paths)
  appendFileSync(at('access.log'), line(104))
  expect((await stored()).split(' ')).toHaveLength(105)
})

test.each([
  ['a glob', ['access.log*']],
  ['its path', ['access.log']],
])(
  'copied, cut short and compressed within a second, of a log named by %s',
  async (_name, paths) => {
    writeFileSync(at('access.log'), lines(0, 100))
    await story.start(paths)
    writeFileSync(at('access.log.1.gz'), gzipSync(lines(0, 103)))
    writeFileSync(at('access.log'), line(103))
    expect((await stored()).split(' ')).toHaveLength(104)
  },
)

test('lines that were read between the copying and the cutting short are not read again', async () => {
  writeFileSync(at('access.log'), lines(0, 100))
  await story.start(['access.log*'])
  copyFileSync(at('access.log'), at('copy'))
  appendFileSync(at('access.log'), lines(100, 102))
  await story.look()
  copyFileSync(at('copy'), at('access.log.1'))
  writeFileSync(at('access.log'), line(102))
  expect((await stored()).split(' ')).toHaveLength(103)
})

test('two logs that begin with the same 20 lines are two, also after a restart', async () => {
  mkdirSync(at('web1'))
  mkdirSync(at('web2'))
  writeFileSync(at('web1/access.log'), lines(0, 20) + lines(100, 103))
  writeFileSync(at('web2/access.log'), lines(0, 20) + lines(200, 203))
  await story.start(['*/access.log'])
  expect((await stored()).split(' ')).toHaveLength(46)
  appendFileSync(at('web1/access.log'), line(103))
  await story.start(['*/access.log'])
  appendFileSync(at('web2/access.log'), line(203))
  expect((await stored()).split(' ')).toHaveLength(48)
})

test('two that were empty and then got the same first line are two', async () => {
  writeFileSync(at('shop_access.log'), '')
  writeFileSync(at('blog_access.log'), '')
  await story.start(['*_access.log'])
  appendFileSync(at('shop_access.log'), line(0))
  appendFileSync(at('blog_access.log'), line(0))
  expect(await stored()).toBe('0 0')
  for (const n of [1, 2, 3]) {
    appendFileSync(at('shop_access.log'), line(n))
    expect(await stored(1)).toBe(['0 0', '1', '2', '3'].slice(0, n + 1).join(' '))
  }
  await story.start(['*_access.log'])
  appendFileSync(at('blog_access.log'), line(4))
  expect(await stored()).toBe('0 0 1 2 3 4')
})

test('two that were the same at the first look: what they get from then on is their own', async () => {
  writeFileSync(at('shop_access.log'), line(0))
  writeFileSync(at('blog_access.log'), line(0))
  await story.start(['*_access.log'])
  expect(await stored()).toBe('0')
  appendFileSync(at('shop_access.log'), line(1))
  appendFileSync(at('blog_access.log'), line(2))
  expect(await stored()).toBe('0 1 2')
  appendFileSync(at('shop_access.log'), line(3))
  appendFileSync(at('blog_access.log'), line(3))
  expect(await stored()).toBe('0 1 2 3 3')
})

test('a file under several names is read once', async () => {
  writeFileSync(at('access.log'), lines(0, 3))
  symlinkSync('access.log', at('current'))
  linkSync(at('access.log'), at('hard.log'))
  await story.start(['current', 'access.log', '*.log', 'hard.log'])
  appendFileSync(at('access.log'), line(3))
  expect(await stored()).toBe('0 1 2 3')
  expect(story.status()).toHaveLength(1)
})

test('a link that comes to name another file', async () => {
  writeFileSync(at('monday.log'), lines(0, 3))
  symlinkSync('monday.log', at('current'))
  await story.start(['current'])
  writeFileSync(at('tuesday.log'), line(4))
  appendFileSync(at('monday.log'), line(3))
  rmSync(at('current'))
  symlinkSync('tuesday.log', at('current'))
  expect(await stored()).toBe('0 1 2 3 4')
  await story.start(['current'])
  appendFileSync(at('tuesday.log'), line(5))
  expect(await stored()).toBe('0 1 2 3 4 5')
})

// logrotate goes on whatever is being read: it copies part by part, and then cuts the log short.
const readings = Array.from({ length: 14 }, (_, at) => at)
test.each([
  ['a copy goes on', false, readings],
  ['a log is cut short', true, readings],
])('%s while they are looked at, before any reading', async (_name, isCopied, all) => {
  for (const before of all) {
    const [log, copy] = [`${before}.log`, `${before}.log.1`].map(at) as [string, string]
    const from = 100 * before
    const content = lines(from, from + 60)
    let made = Number.NEGATIVE_INFINITY
    const happens = () => {
      if (isCopied) truncateSync(log)
      else appendFileSync(copy, content.slice(2_000))
    }
    const files = {
      ...nodeFiles,
      async open(path: string) {
        const file = await nodeFiles.open(path)
        return {
          ...file,
          read(...range: Parameters<typeof file.read>) {
            if (made === before) happens()
            made += 1
            return file.read(...range)
          },
        }
      },
    }
    writeFileSync(log, lines(from, from + 57))
    await story.start([`${before}.log*`], { files })
    appendFileSync(log, lines(from + 57, from + 60))
    writeFileSync(copy, isCopied ? content : content.slice(0, 2_000))
    made = 0
    await story.look()
    expect(made).toBeGreaterThan(before)
    if (!isCopied) truncateSync(log)
    appendFileSync(log, line(from + 60))
    const numbers = (await stored()).split(' ')
    expect(numbers.length, `before reading ${before}`).toBe(61 * (before + 1))
  }
})
