import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { StoreFailed } from '@/lib/local/store/store-failed'
import { connect } from './calls'

type Theirs = {
  double: (value: number) => number
  fail: (reason: string) => never
  full: (path: string) => Promise<never>
  never: (nothing: null) => Promise<void>
}

const channel = new MessageChannel()
afterEach(() => channel.port1.close())

test('calls are answered, with results or with what was thrown', async () => {
  const theirs: Theirs = {
    double: (value) => 2 * value,
    fail(reason) {
      throw new TypeError(reason)
    },
    full: async (path) => {
      throw new StoreFailed(path)
    },
    never: () => new Promise(() => {}),
  }
  connect(channel.port2, theirs)
  const { call, end } = connect<Theirs>(channel.port1, {})
  expect(await Promise.all([call('double', 1), call('double', 21)])).toEqual([2, 42])
  await expect(call('fail', 'no sense')).rejects.toThrow('no sense')
  // A full disk is told from other failures on this side too.
  await expect(call('full', '/data')).rejects.toThrow(StoreFailed)
  await expect(call('full', '/data')).rejects.toThrow('The store /data could not be written')
  const waiting = call('never', null)
  end(new Error('the other thread has ended'))
  await expect(waiting).rejects.toThrow('the other thread has ended')
  await expect(call('double', 1)).rejects.toThrow('the other thread has ended')
})
