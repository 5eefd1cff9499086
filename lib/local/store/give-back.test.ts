import { expect, test } from 'vitest'
import { giveBack } from './give-back'

test.each([
  ['few events', 0, 50_000, []],
  ['many events', 0, 150_000, ['CHECKPOINT']],
  ['few events, where many were before', 150_000, 200_000, []],
])('after %s', async (_name, sinceId, newestId, statements) => {
  const run: string[] = []
  const store = {
    newestId: () => newestId,
    run: async (sql: string) => {
      run.push(sql)
    },
  }
  await giveBack(store, 'apache/access', sinceId)
  expect(run).toEqual(statements)
})

test('a checkpoint that is refused is no failure', async () => {
  const run = () => Promise.reject(new Error('Cannot CHECKPOINT: there are other transactions'))
  const store = { newestId: () => 200_000, run }
  expect(await giveBack(store, 'apache/access', 0)).toBeUndefined()
})
