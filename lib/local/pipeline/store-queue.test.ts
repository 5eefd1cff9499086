import { expect, test } from 'vitest'
import { newStoreQueue } from './store-queue'

/** A queue whose batches are stored when the test says so. */
function queueOf(maxWaiting: number, maxAtOnce = 2) {
  const stored: string[] = []
  const dropped: number[] = []
  const waits: ((problem?: Error) => void)[] = []
  const queue = newStoreQueue<number>({
    store: (batches) =>
      new Promise((resolve, reject) => {
        waits.push((problem) => {
          if (problem) return reject(problem)
          stored.push(batches.join('+'))
          resolve()
        })
      }),
    drop: (batch) => void dropped.push(batch),
    canJoin: (batches) => batches.length <= maxAtOnce,
    maxWaiting,
  })
  return { queue, stored, dropped, finish: (problem?: Error) => waits.shift()?.(problem) }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

test('one after the other while more may come, as many at once as may be when no more will', async () => {
  const { queue, stored, finish } = queueOf(9, 3)
  for (const batch of [1, 2, 3, 4, 5, 6]) await queue.add(batch)
  finish()
  await settled()
  const ended = queue.end()
  for (let at = 0; at < 3; at += 1) {
    finish()
    await settled()
  }
  await ended
  expect(stored).toEqual(['1', '2', '3+4+5', '6'])
})

test('when too many wait, whoever makes them waits as well', async () => {
  const { queue, stored, finish } = queueOf(2)
  await queue.add(1)
  await queue.add(2)
  let isAdded = false
  const adding = queue.add(3).then(() => {
    isAdded = true
  })
  await settled()
  expect(isAdded).toBe(false)
  finish()
  await adding
  finish()
  await queue.end()
  expect(stored).toEqual(['1', '2+3'])
})

test('what cannot be joined is stored one after the other', async () => {
  const { queue, stored, finish } = queueOf(9, 1)
  for (const batch of [1, 2, 3]) await queue.add(batch)
  const ended = queue.end()
  for (let at = 0; at < 3; at += 1) {
    finish()
    await settled()
  }
  await ended
  expect(stored).toEqual(['1', '2', '3'])
})

test('after a failure nothing more is stored: what waits is given up, and whoever makes more hears of it', async () => {
  const { queue, stored, dropped, finish } = queueOf(2)
  await queue.add(1)
  await queue.add(2)
  const adding = queue.add(3)
  finish(new Error('the disk is full'))
  await expect(adding).rejects.toThrow('the disk is full')
  await expect(queue.add(4)).rejects.toThrow('the disk is full')
  await expect(queue.end()).rejects.toThrow('the disk is full')
  expect(stored).toEqual([])
  expect(dropped).toEqual([2, 3, 4])
})

test('a queue into which nothing came ends', async () => {
  const { queue } = queueOf(2)
  await expect(queue.end()).resolves.toBeUndefined()
})
