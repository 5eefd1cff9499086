import type { Compiled } from '@/lib/local/insights/compile'
import type { Store } from '@/lib/local/store/store'
import type { Answers, StartedQuery } from './started-queries'

/**
 * Pages ask the same again and again, and of a window that has ended the answer stays the same. An answer
 * is given again until events of its window are added or deleted.
 */
export function answersOf(store: Store, answers: Answers, compiled: Compiled) {
  const key = JSON.stringify([compiled.sql, compiled.parameters])
  // What is written while the query runs may be in its answer or not.
  const storeVersion = store.version()
  return {
    /** Gives a query the answer that is known; false when there is none. */
    give(query: StartedQuery): boolean {
      const known = answers.get(key)
      if (!known || store.changedSince(known.storeVersion, compiled)) return false
      const { rows, bytes, extent, matched } = known.query
      Object.assign(query, { rows, bytes, extent, matched })
      answers.set(key, { query, storeVersion })
      return true
    },
    /** Remembers the whole answer of a query. */
    take: (query: StartedQuery) => answers.set(key, { query, storeVersion }),
  }
}
