import { appendFileSync, copyFileSync, renameSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { line, newStory } from './testdata/story'

const story = newStory()
const { at } = story

/** A line as Kubernetes writes it, in two parts. */
function partsOf(n: number): [string, string] {
  const text = line(n).trimEnd()
  const stamp = '2026-11-26T00:00:00Z stdout'
  return [`${stamp} P ${text.slice(0, 40)}\n`, `${stamp} F ${text.slice(40)}\n`]
}

const [begin, end] = partsOf(1)

test.each([
  ['between two looks', async () => {}],
  ['one look apart', story.look],
  ['with a restart between them', async () => story.start(['0.log'])],
])('parts of a line that come %s become one event', async (_, pass) => {
  writeFileSync(at('0.log'), partsOf(0).join('') + begin)
  await story.start(['0.log'])
  await pass()
  appendFileSync(at('0.log'), end)
  await story.look()
  await story.look()
  expect(await story.messages()).toEqual([line(0), line(1)].map((text) => text.trimEnd()))
  expect(story.status()).toMatchObject([{ lines: 2, requests: 2, notUnderstood: 0 }])
})

test('whenever the process is killed, each line is there once', async () => {
  for (let killedAfter = 0; killedAfter < 4; killedAfter += 1) {
    const name = `${killedAfter}.log`
    const [first, second] = partsOf(10 + killedAfter)
    writeFileSync(at(name), first)
    await story.start([name], { killedAfter })
    await story.look()
    appendFileSync(at(name), second)
    await story.look()
    await story.start([name])
  }
  expect(await story.requests()).toBe('10 11 12 13')
})

test('a copy beside the log that ends between two parts changes nothing', async () => {
  writeFileSync(at('0.log'), partsOf(0).join('') + begin)
  copyFileSync(at('0.log'), at('0.log.copy'))
  await story.start(['0.log*'])
  appendFileSync(at('0.log'), end)
  await story.look()
  await story.look()
  expect(await story.requests()).toBe('0 1')
})

test('of a line that a rotation divides, the end is not understood', async () => {
  writeFileSync(at('0.log'), partsOf(0).join('') + begin)
  await story.start(['0.log'])
  renameSync(at('0.log'), at('0.log.1'))
  writeFileSync(at('0.log'), end + partsOf(2).join(''))
  await story.look()
  expect(await story.messages()).toHaveLength(3)
  expect(story.status()).toMatchObject([{ lines: 2, requests: 1, notUnderstood: 1 }])
})
