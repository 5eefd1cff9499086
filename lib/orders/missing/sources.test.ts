import { describe, expect, test } from 'vitest'
import { newClock } from '@/lib/orders/expected/clock'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { newSources } from './sources'

interface Log {
  name: string
  /** In days of the story. */
  from?: number
  to?: number
}

const storyMs = 5 * dayMs

/** What is said of logs with a line every half minute each, at the end of five days. */
function silentOf(logs: readonly Log[]) {
  const sources = newSources(newClock('UTC'))
  let newestMs = 0
  for (let atMs = 0; atMs < storyMs; atMs += minuteMs / 2)
    for (const { name, from = 0, to = 5 } of logs) {
      if (atMs < from * dayMs || atMs >= to * dayMs) continue
      sources.see(name, atMs)
      newestMs = atMs
    }
  return sources.silent(newestMs).map(({ name }) => name)
}

describe('a log that is silent while others go on', () => {
  test.each<[string, Log[], string[]]>([
    ['for four hours', [{ name: 'a' }, { name: 'b', to: 5 - 4 / 24 }], ['b']],
    ['for two minutes', [{ name: 'a' }, { name: 'b', to: 5 - 2 / 1_440 }], []],
    ['as a single log', [{ name: 'a', to: 4.9 }], []],
    ['for longer than a day: it was taken away', [{ name: 'a' }, { name: 'b', to: 3 }], []],
    [
      'and another one took its place',
      [{ name: 'a' }, { name: 'b', to: 4.9 }, { name: 'c', from: 4.9 }],
      [],
    ],
    ['that was there for a day', [{ name: 'a' }, { name: 'b', from: 3.5, to: 4.9 }], []],
    [
      'where servers come and go',
      [{ name: 'a' }, { name: 'b', to: 4.9 }, { name: 'c', from: 1.5 }, { name: 'd', from: 2 }],
      [],
    ],
    ['two of three', [{ name: 'a' }, { name: 'b', to: 4.8 }, { name: 'c', to: 4.9 }], ['b', 'c']],
  ])('%s', (_, logs, silent) => {
    expect(silentOf(logs)).toEqual(silent)
  })

  test('as it is each night is not told', () => {
    const sources = newSources(newClock('UTC'))
    for (let atMs = 0; atMs < 5 * dayMs + 5 * hourMs; atMs += minuteMs) {
      sources.see('shop', atMs)
      if (atMs % dayMs >= 8 * hourMs) sources.see('office', atMs)
    }
    expect(sources.silent(5 * dayMs + 5 * hourMs)).toEqual([])
  })
})
