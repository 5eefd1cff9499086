import { collectGarbage } from '@/lib/local/collect-garbage'
import type { Store } from './store'

// Fewer leave little behind.
const manyEvents = 100_000

/** Gives back the memory that storing events since the one with this id took, if they are many. */
export async function giveBack(
  store: Pick<Store, 'newestId' | 'run'>,
  group: string,
  sinceId: number,
): Promise<void> {
  if (store.newestId(group) - sinceId < manyEvents) return
  // DuckDB holds the latest until then. It may refuse, while others read: it does so by itself later.
  await store.run('CHECKPOINT').catch(() => {})
  collectGarbage()
}
