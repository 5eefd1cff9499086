import { expect, test } from 'vitest'
import { newProgress, type Progress } from './progress'

test('says what it does, and how many answers of that step have come', async () => {
  const said: string[] = []
  const note = ({ doing, step, steps, answered, asked }: Progress) =>
    said.push(`${step}/${steps} ${doing} ${answered}/${asked}`)
  const { begin, waiting } = newProgress(2, note)
  begin(1, 'Reading')
  let answerFirst = () => {}
  const first = waiting(new Promise<void>((resolve) => (answerFirst = resolve)))
  expect(await waiting(Promise.resolve('second'))).toBe('second')
  begin(2, 'Counting')
  answerFirst()
  await first
  expect(said).toEqual([
    '1/2 Reading 0/0',
    '1/2 Reading 0/1',
    '1/2 Reading 0/2',
    '1/2 Reading 1/2',
    // What step 1 still waited for is no answer of step 2.
    '2/2 Counting 0/0',
  ])
})

test('what fails is no answer', async () => {
  const said: number[] = []
  const { begin, waiting } = newProgress(1, ({ answered }) => said.push(answered))
  begin(1, 'Reading')
  await expect(waiting(Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(Math.max(...said)).toBe(0)
})
