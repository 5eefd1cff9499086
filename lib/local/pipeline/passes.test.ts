import { expect, test } from 'vitest'
import { startPasses } from './passes'

/** Passes and pauses that the test ends. */
function started(outcomes: Record<number, Error> = {}) {
  const closed = new AbortController()
  const logged: string[] = []
  const underWay: (() => void)[] = []
  const pauses: (() => void)[] = []
  let begun = 0
  const passes = startPasses({
    pass() {
      const failure = outcomes[begun]
      begun += 1
      return new Promise((resolve, reject) => {
        underWay.push(() => (failure ? reject(failure) : resolve()))
      })
    },
    pause: (_ms, signal) =>
      new Promise((resolve) => {
        pauses.push(resolve)
        signal.addEventListener('abort', () => resolve())
      }),
    closing: closed.signal,
    log: (text) => logged.push(text),
  })
  return {
    passes,
    logged,
    begun: () => begun,
    /** Ends the pass that is under way, and lets everything happen that follows from it. */
    async endPass() {
      await settle()
      underWay.shift()?.()
      await settle()
    },
    async endPause() {
      pauses.shift()?.()
      await settle()
    },
    close: () => closed.abort(),
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('one pass at once, another after each pause', async () => {
  const { passes, begun, endPass, endPause, close } = started()
  expect(begun()).toBe(1)
  await endPause()
  expect(begun()).toBe(1)
  await endPass()
  await passes.first
  expect(begun()).toBe(1)
  await endPause()
  expect(begun()).toBe(2)
  close()
  await endPass()
  await passes.ended()
  expect(begun()).toBe(2)
})

test('catching up is one pass for all calls during another pass', async () => {
  const { passes, begun, endPass } = started()
  const caughtUp = [passes.catchUp(), passes.catchUp()]
  let settled = false
  void Promise.all(caughtUp).then(() => {
    settled = true
  })
  await endPass()
  expect([begun(), settled]).toEqual([2, false])
  const later = passes.catchUp()
  await endPass()
  expect([begun(), settled]).toEqual([3, true])
  await endPass()
  await later
})

test('a pass that fails is logged, and the next one runs', async () => {
  const { passes, logged, endPass } = started({ 1: new Error('no disk') })
  const caughtUp = passes.catchUp()
  await endPass()
  await endPass()
  await caughtUp
  expect(logged).toEqual(['Error: no disk'])
  const again = passes.catchUp()
  await endPass()
  await again
})

test('a first pass that fails rejects for those who wait for it, and others follow', async () => {
  const { passes, begun, endPass, endPause } = started({ 0: new Error('no disk') })
  const first = expect(passes.first).rejects.toThrow('no disk')
  await endPass()
  await first
  await endPause()
  expect(begun()).toBe(2)
})

test('the end waits for the pass that is under way', async () => {
  const { passes, endPass, close } = started()
  await endPass()
  const caughtUp = passes.catchUp()
  await settle()
  close()
  let ended = false
  const end = passes.ended().then(() => {
    ended = true
  })
  await settle()
  expect(ended).toBe(false)
  await endPass()
  await endPass()
  await Promise.all([end, caughtUp])
})
