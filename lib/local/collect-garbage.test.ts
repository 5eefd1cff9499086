import { expect, test } from 'vitest'
import { collectGarbage } from './collect-garbage'

test('what nothing refers to is gone at once', () => {
  const kept = new WeakRef(new Uint8Array(1))
  collectGarbage()
  // A reference that was just made is kept until this task ends.
  expect(kept.deref()).toBeDefined()
  return new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
    collectGarbage()
    expect(kept.deref()).toBeUndefined()
  })
})
