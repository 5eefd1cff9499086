import { execFileSync } from 'node:child_process'
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { line, lines, newStory } from './testdata/story'

const story = newStory()
const { at } = story

/** What is stored after some more looks at the files. */
async function stored(looks = 3): Promise<string> {
  for (let look = 0; look < looks; look += 1) await story.look()
  return story.requests()
}

test.each(['gzip', 'zstd', 'bzip2', 'xz'])(
  'the content says that it is %s, not the name',
  async (command) => {
    writeFileSync(at('log'), execFileSync(command, ['-c'], { input: lines(0, 5) }))
    await story.start(['log'])
    expect(await story.requests()).toBe('0 1 2 3 4')
    expect(story.status()[0]).toMatchObject({ lines: 5, problem: undefined })
  },
)

test('plain content under a compressed name', async () => {
  writeFileSync(at('log.gz'), lines(0, 5))
  await story.start(['log.gz'])
  expect(await story.requests()).toBe('0 1 2 3 4')
})

test.each([
  ['a glob', ['log*']],
  ['its path', ['log']],
])('followed, rotated, and compressed two rotations later: %s', async (_name, paths) => {
  writeFileSync(at('log'), lines(0, 3))
  await story.start(paths)
  appendFileSync(at('log'), line(3))
  renameSync(at('log'), at('log.1'))
  writeFileSync(at('log'), line(10))
  await story.look()
  appendFileSync(at('log.1'), line(4))
  writeFileSync(at('log.2.gz'), gzipSync(lines(0, 5)))
  rmSync(at('log.1'))
  renameSync(at('log'), at('log.1'))
  writeFileSync(at('log'), line(20))
  expect(await stored()).toBe('0 1 2 3 4 10 20')
  await story.start(paths)
  expect(await stored()).toBe('0 1 2 3 4 10 20')
})

test('a damaged file is read once, until it changes', async () => {
  const whole = gzipSync(lines(0, 60), { level: 0 })
  writeFileSync(at('log.gz'), whole.subarray(0, whole.length / 2))
  await story.start(['log.gz'])
  const damaged = story.problems()
  expect(damaged).toEqual([expect.stringContaining('log.gz is not a valid gzip file')])
  await story.look()
  expect(story.problems()).toEqual(damaged)
  appendFileSync(at('log.gz'), whole.subarray(whole.length / 2))
  expect((await stored(1)).split(' ')).toHaveLength(60)
  expect(story.problems()).toEqual([undefined])
})

test('a compressed file that grows by members is read on', async () => {
  writeFileSync(at('log.gz'), gzipSync(lines(0, 3)))
  await story.start(['*.gz'])
  appendFileSync(at('log.gz'), gzipSync(lines(3, 5)))
  expect(await stored()).toBe('0 1 2 3 4')
  await story.start(['*.gz'])
  appendFileSync(at('log.gz'), gzipSync(lines(5, 6)))
  expect(await stored()).toBe('0 1 2 3 4 5')
})
