import { appendFileSync, copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { line, lines, newStory } from './testdata/story'

const story = newStory()
const { at } = story

/** What happens to logs in some busy seconds, with a look at the files after each step. */
const steps = [
  () => writeFileSync(at('a.log'), lines(0, 60)),
  () => appendFileSync(at('a.log'), lines(60, 80)),
  () => copyFileSync(at('a.log'), at('a.log.bak')),
  () => {
    appendFileSync(at('a.log'), lines(80, 83))
    renameSync(at('a.log'), at('a.log.1'))
    writeFileSync(at('a.log'), lines(100, 103))
  },
  () => appendFileSync(at('a.log.1'), lines(83, 85)),
  () => {
    writeFileSync(at('web1/b.log'), lines(200, 220) + lines(300, 302))
    writeFileSync(at('web2/b.log'), lines(200, 220) + lines(400, 402))
  },
  () => {
    appendFileSync(at('a.log'), lines(103, 105))
    writeFileSync(at('a.log.2.gz'), gzipSync(lines(100, 105)))
    writeFileSync(at('a.log'), lines(500, 560))
  },
  () => appendFileSync(at('web2/b.log'), lines(402, 404)),
]
const all = 85 + 5 + 2 * 22 + 60 + 2

test.each(Array.from({ length: 13 }, (_, killedAfter) => killedAfter))(
  'killed after it had stored %i times: each line is stored once',
  async (killedAfter) => {
    const paths = ['a.log*', '*/b.log']
    mkdirSync(at('web1'))
    mkdirSync(at('web2'))
    await story.start(paths, { killedAfter })
    for (const step of steps) {
      step()
      await story.look()
    }
    await story.start(paths)
    appendFileSync(at('a.log'), line(999))
    for (let look = 0; look < 3; look += 1) await story.look()
    const found = (await story.requests()).split(' ')
    expect(found).toHaveLength(all + 1)
    expect(new Set(found).size).toBe(all + 1 - 20)
  },
)
