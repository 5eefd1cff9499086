import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { type FileSystem, nodeFiles } from './file-system'
import { line, lines, newStory } from './testdata/story'

const story = newStory()
const { at } = story

let writers: number[] = []
afterEach(() => {
  for (const writer of writers) closeSync(writer)
  writers = []
})

/** A server that holds its log open, whatever happens to the name. */
function writerOf(name: string) {
  const writer = openSync(at(name), 'a')
  writers.push(writer)
  return (text: string) => writeSync(writer, text)
}

/** What is stored after some more looks at the files. */
async function stored(looks = 3): Promise<string> {
  for (let look = 0; look < looks; look += 1) await story.look()
  return story.requests()
}

const old = new Date('2026-01-01T00:00:00Z')

test.each([
  ['its path', ['access.log']],
  ['a glob', ['access.log*']],
  ['a glob that does not match the new name', ['acces?.log']],
])('renamed while its writer goes on, of a log named by %s', async (_name, paths) => {
  const write = writerOf('access.log')
  write(lines(0, 3))
  await story.start(paths)
  renameSync(at('access.log'), at('access.log.1'))
  write(line(3))
  writeFileSync(at('access.log'), line(9))
  expect(await stored()).toBe('0 1 2 3 9')
  for (const n of [4, 5]) {
    story.wait(240)
    write(line(n))
    await story.look()
  }
  expect(await stored()).toBe('0 1 2 3 4 5 9')
  await story.start(paths)
  write(line(6))
  expect(await stored()).toBe('0 1 2 3 4 5 6 9')
})

test('a renamed file is given up when it was silent for five minutes and a new one is written', async () => {
  const write = writerOf('log')
  write(line(0))
  await story.start(['log'])
  renameSync(at('log'), at('gone'))
  story.wait(400)
  await story.look()
  write(line(1))
  expect(await stored()).toBe('0 1')
  writeFileSync(at('log'), line(9))
  write(line(2).trim())
  await story.look()
  story.wait(301)
  expect(await stored()).toBe('0 1 2 9')
  write(`\n${line(3)}`)
  expect(await stored()).toBe('0 1 2 9')
})

test('five renames within a second, of a plain path: each file is read', async () => {
  writeFileSync(at('access.log'), lines(0, 3))
  await story.start(['access.log'])
  for (const first of [10, 20, 30, 40, 50]) {
    for (const number of [5, 4, 3, 2, 1]) {
      const from = number === 1 ? 'access.log' : `access.log.${number - 1}`
      try {
        renameSync(at(from), at(`access.log.${number}`))
      } catch {}
    }
    writeFileSync(at('access.log'), lines(first, first + 2))
  }
  const all = '0 1 2 10 11 20 21 30 31 40 41 50 51'
  expect(await stored()).toBe(all)
  await story.start(['access.log'])
  expect(await stored()).toBe(all)
})

test.each([
  ['numbered', 'access.log.1', 'access.log.2'],
  ['compressed', 'access.log.1.gz', 'access.log.2.gz'],
  ['dated', 'access.log-20261127', 'access.log-20261126'],
  ['dated before the ending', 'access-2026-11-27.log', 'access-2026-11-26.log'],
])('rotated twice while we were away, of a plain path: %s', async (_name, newer, older) => {
  const put = (name: string, text: string) =>
    writeFileSync(at(name), name.endsWith('.gz') ? gzipSync(text) : text)
  writeFileSync(at('access.log'), lines(0, 3))
  await story.start(['access.log'])
  await story.stop()
  rmSync(at('access.log'))
  put(older, lines(0, 5))
  put(newer, lines(100, 102))
  writeFileSync(at('access.log'), line(200))
  await story.start(['access.log'])
  expect(await stored()).toBe('0 1 2 3 4 100 101 200')
})

/** Puts the file of a plain path aside as logrotate does, and makes a new one with a line. */
function rotate(first: number) {
  for (const number of [3, 2, 1]) {
    const from = number === 1 ? 'access.log' : `access.log.${number - 1}`
    if (existsSync(at(from))) renameSync(at(from), at(`access.log.${number}`))
  }
  writeFileSync(at('access.log'), line(first))
}

test.each([
  ['a file beside a plain path', 'access.log.1'],
  ['the file of a plain path', 'access.log'],
])('rotated just before %s is opened: it is read at the next look', async (_, opened) => {
  writeFileSync(at('access.log'), lines(0, 3))
  await story.start(['access.log'])
  await story.stop()
  rotate(100)
  rotate(200)
  let isRotated = false
  const open: FileSystem['open'] = (path) => {
    if (path === at(opened) && !isRotated) {
      isRotated = true
      rotate(300)
    }
    return nodeFiles.open(path)
  }
  await story.start(['access.log'], { files: { ...nodeFiles, open } })
  expect(await stored(1)).toBe('0 1 2 100 200 300')
})

test('what was there before a plain path was first followed is not read, whatever happens later', async () => {
  writeFileSync(at('access.log.1'), lines(0, 3))
  utimesSync(at('access.log.1'), old, old)
  writeFileSync(at('access.log'), lines(100, 103))
  await story.start(['access.log'])
  expect(await stored()).toBe('100 101 102')
  renameSync(at('access.log.1'), at('access.log.2'))
  renameSync(at('access.log'), at('access.log.1'))
  writeFileSync(at('access.log'), line(200))
  // Compressed late, by a tool that does not keep the time.
  writeFileSync(at('access.log.2.gz'), gzipSync(lines(0, 3)))
  expect(await stored()).toBe('100 101 102 200')
})

test('truncated and refilled beyond its old size between two looks', async () => {
  writeFileSync(at('log'), lines(0, 100))
  await story.start(['log'])
  truncateSync(at('log'))
  appendFileSync(at('log'), lines(1_000, 1_150))
  expect((await stored()).split(' ')).toHaveLength(250)
  await story.start(['log'])
  appendFileSync(at('log'), line(2_000))
  expect((await stored()).split(' ')).toHaveLength(251)
})

test('truncated and refilled with the same beginning', async () => {
  writeFileSync(at('log'), lines(0, 50))
  await story.start(['log'])
  writeFileSync(at('log'), lines(0, 20) + lines(1_000, 1_100))
  const numbers = (await stored()).split(' ')
  expect(numbers.filter((n) => Number(n) >= 1_000)).toHaveLength(100)
  expect(numbers).toHaveLength(170)
})

test('truncated, and written while we were away', async () => {
  writeFileSync(at('log'), lines(0, 50))
  await story.start(['log'])
  await story.stop()
  writeFileSync(at('log'), lines(1_000, 1_100))
  await story.start(['log'])
  expect((await stored()).split(' ')).toHaveLength(150)
})

test('rewritten with the same content, in place or as a new file, and appended to', async () => {
  writeFileSync(at('log'), lines(0, 50))
  await story.start(['log'])
  writeFileSync(at('new'), lines(0, 50))
  renameSync(at('new'), at('log'))
  appendFileSync(at('log'), line(50))
  expect((await stored()).split(' ')).toHaveLength(51)
  writeFileSync(at('log'), lines(0, 52))
  expect((await stored()).split(' ')).toHaveLength(52)
})

test.each([
  ['a word of one line', 's|"/2"|"/900"|', '0 1 2 3 4 5 6 7 8 9 900'],
  ['most lines deleted', '1,7d', '0 1 2 3 4 5 6 7 8 9'],
  ['nothing at all', '', '0 1 2 3 4 5 6 7 8 9'],
])('rewritten by sed -i, and appended to: %s', async (_name, script, expected) => {
  writeFileSync(at('log'), lines(0, 9))
  await story.start(['log'])
  execFileSync('sed', ['-i', script, at('log')])
  appendFileSync(at('log'), line(9))
  const sorted = async () =>
    (await stored())
      .split(' ')
      .sort((a, b) => Number(a) - Number(b))
      .join(' ')
  expect(await sorted()).toBe(expected)
  await story.start(['log'])
  expect(await sorted()).toBe(expected)
})

test('cut to a part of its lines, and appended to', async () => {
  writeFileSync(at('log'), lines(0, 20))
  await story.start(['log'])
  appendFileSync(at('log'), lines(20, 40))
  await story.look()
  truncateSync(at('log'), lines(0, 20).length)
  appendFileSync(at('log'), line(100))
  expect((await stored()).split(' ')).toHaveLength(41)
})

test('the status lists each file under the name that it has now', async () => {
  writeFileSync(at('log'), lines(0, 3))
  await story.start(['log*'])
  renameSync(at('log'), at('log.1'))
  writeFileSync(at('log'), lines(10, 12))
  await story.look()
  expect(story.status().map(({ path, lines }) => [path, lines])).toEqual([
    [at('log.1'), 3],
    [at('log'), 2],
  ])
})

test('truncated and refilled beyond its old size, with the old lines in a copy beside a plain path', async () => {
  writeFileSync(at('log'), lines(0, 10))
  await story.start(['log'])
  writeFileSync(at('log.1'), lines(0, 13))
  writeFileSync(at('log'), lines(100, 130))
  // One look is enough: what was seen of it may be gone at the next.
  expect((await stored(1)).split(' ')).toHaveLength(43)
})

test('filled and truncated again between two looks, with a copy beside a plain path', async () => {
  writeFileSync(at('access.log'), lines(0, 5))
  await story.start(['access.log'])
  copyFileSync(at('access.log'), at('access.log.1'))
  truncateSync(at('access.log'))
  // Long enough that nothing is expected beside it any more.
  await stored(8)
  renameSync(at('access.log.1'), at('access.log.2'))
  appendFileSync(at('access.log'), lines(5, 9))
  copyFileSync(at('access.log'), at('access.log.1'))
  truncateSync(at('access.log'))
  expect(await stored()).toBe('0 1 2 3 4 5 6 7 8')
})

test('moved away under any name, it is read on and said to be', async () => {
  writeFileSync(at('access.log'), lines(0, 3))
  await story.start(['access.log'])
  renameSync(at('access.log'), at('access.log.away'))
  appendFileSync(at('access.log.away'), lines(3, 5))
  story.wait(16)
  expect(await stored()).toBe('0 1 2 3 4')
  const [gone] = story.status()
  expect(gone).toMatchObject({ path: at('access.log'), lines: 5, isReadOn: true })
  expect(gone?.problem).toMatch(/^There is no file .*read until then\.$/)
  writeFileSync(at('access.log'), lines(5, 7))
  expect(await stored()).toBe('0 1 2 3 4 5 6')
  const [there] = story.status()
  expect(there).toMatchObject({ path: at('access.log'), lines: 2, problem: undefined })
  expect(there).not.toHaveProperty('isReadOn')
})

test('deleted and made again', async () => {
  writeFileSync(at('log'), lines(0, 3))
  await story.start(['log'])
  rmSync(at('log'))
  story.wait(16)
  await story.look()
  expect(story.problems()[0]).toContain('There is no file')
  writeFileSync(at('log'), lines(10, 12))
  expect(await stored()).toBe('0 1 2 10 11')
  await story.stop()
  // The number of the deleted file is free now, and is likely to be used again.
  rmSync(at('log'))
  writeFileSync(at('log'), lines(20, 30))
  await story.start(['log'])
  expect((await stored()).split(' ')).toHaveLength(15)
})

test.each(['access.log', 'access*.log'])(
  'a rotation whose new file comes some seconds later is no loss of %s; after that it is one',
  async (entry) => {
    writeFileSync(at('access.log'), lines(0, 3))
    await story.start([entry])
    const logged = story.logged.length
    for (const [from, name] of [3, 4].entries()) {
      renameSync(at('access.log'), at(`access.log.${name}`))
      story.wait(4)
      await story.look()
      expect(story.problems()).toEqual([undefined])
      story.wait(4)
      writeFileSync(at('access.log'), line(3 + from))
      await story.look()
    }
    expect(await stored()).toBe('0 1 2 3 4')
    expect(story.logged).toHaveLength(logged)
    rmSync(at('access.log'))
    story.wait(16)
    await story.look()
    expect(story.problems()[0]).toMatch(/^(There is no file|No file matches)/)
  },
)

test('many rotations in a row, with and without a restart', async () => {
  const write = (n: number) => appendFileSync(at('access.log'), line(n))
  write(0)
  await story.start(['access.log'])
  for (let n = 1; n <= 30; n += 1) {
    if (n % 3 === 0) renameSync(at('access.log'), at(`access.log.${1000 - n}`))
    write(n)
    if (n % 5 === 0) await story.look()
    if (n % 7 === 0) await story.start(['access.log'])
  }
  expect((await stored()).split(' ')).toHaveLength(31)
})

const header = '#Fields: date time c-ip cs-method cs-uri-stem sc-status\n'
const served = (second: number) => `2026-11-26 09:00:0${second} 203.0.113.7 GET /cafe 200\n`

test.each([
  ['between two looks', async () => {}, async () => {}],
  ['and seen empty', async () => {}, story.look],
  ['while we were away', story.stop, async () => story.start(['u_ex.log'])],
])(
  'truncated %s, W3C lines are read under the last header of their file',
  async (_, before, after) => {
    const write = writerOf('u_ex.log')
    write(header + served(1))
    await story.start(['u_ex.log'])
    await before()
    copyFileSync(at('u_ex.log'), at('u_ex.log.1'))
    truncateSync(at('u_ex.log'))
    await after()
    write(`${served(2)}2026-11-26 09:00:03 203.0.113.7 GET /cafe 200 0\n`)
    await story.look()
    expect(story.status()).toMatchObject([{ lines: 2, requests: 1, notUnderstood: 1 }])
    expect(await story.messages()).toHaveLength(3)
  },
)

test('a new file in the place of another does not go on under its header', async () => {
  writeFileSync(at('u_ex.log'), header + served(1))
  await story.start(['u_ex.log'])
  renameSync(at('u_ex.log'), at('u_ex.log.1'))
  writeFileSync(at('u_ex.log'), served(2))
  await story.look()
  expect(story.status()).toMatchObject([{ requests: 0, notUnderstood: 1 }])
})
