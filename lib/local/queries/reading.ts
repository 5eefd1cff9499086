import type { Reader } from '@/lib/local/store/readers'
import type { Store } from '@/lib/local/store/store'
import type { PartsKnown } from './known'

/** What it takes to read the rows of one query. */
export interface Reading {
  store: Store
  reader: Reader
  options: { signal: AbortSignal; maxBytes: number }
  known: PartsKnown
  /** How many events its period has. */
  records: () => Promise<number>
}
