import { expect, test } from 'vitest'
import { newProgress } from './progress'

const file = {
  path: '/log',
  bytes: 400,
  readBytes: 100,
  format: null,
  lines: 1_500,
  requests: 1_500,
  notUnderstood: 0,
  inDoubt: 0,
  newestRequestMs: null,
}

function started() {
  let nowMs = 10_000
  const logged: string[] = []
  const progress = newProgress(
    () => nowMs,
    (text) => logged.push(text),
  )
  return {
    progress,
    logged,
    pass(ms: number) {
      nowMs += ms
    },
  }
}

test('the rate is taken over more than half a second', () => {
  const { progress, pass } = started()
  pass(400)
  progress.stored(1_000)
  expect(progress.linesPerSecond()).toBe(0)
  pass(600)
  progress.stored(500)
  expect(progress.linesPerSecond()).toBe(1_500)
  pass(2_000)
  progress.stored(1_000)
  expect(progress.linesPerSecond()).toBe(500)
})

test('progress is logged every two seconds, as a share of all files', () => {
  const { progress, logged, pass } = started()
  pass(1_999)
  progress.report([file])
  expect(logged).toEqual([])
  pass(1)
  progress.stored(3_000)
  progress.report([file, { ...file, readBytes: 200 }])
  progress.report([file])
  expect(logged).toEqual(['Reading the log: 37 %, 3,000 lines, 1,500 lines/s'])
})

test('files without content are no division by zero', () => {
  const { progress, logged, pass } = started()
  pass(2_000)
  progress.report([])
  expect(logged).toEqual(['Reading the log: 0 %, 0 lines, 0 lines/s'])
})
