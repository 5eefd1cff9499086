import type { Watch } from '@/lib/local/pipeline/ingest'
import type { Store } from '@/lib/local/store/store'
import { addDatapoints } from './datapoints'
import { newMeters } from './meter'
import { metricFiltersOf } from './metric-filter-store'

/** Runs a log group's metric filters over a batch of its events. */
export async function watchMetrics(store: Store, group: string): Promise<Watch> {
  const { see, datapoints } = newMeters(await metricFiltersOf(store, group))
  return { see, store: (session) => addDatapoints(session, datapoints()) }
}
