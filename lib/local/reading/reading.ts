import { type LogSettings, newReaders } from '@/lib/access-log/declared/readers'
import { watchMetrics } from '@/lib/local/metrics/metric-filter'
import { pause } from '@/lib/local/pause'
import { followLogs } from '@/lib/local/pipeline/follow-logs'
import { type Position, positionFrom } from '@/lib/local/pipeline/identity'
import { newIngest } from '@/lib/local/pipeline/ingest'
import type { Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import type { LoadingStatus } from '@/lib/source'

/** Log files on their way into a log group. */
export interface Reading {
  status(): LoadingStatus
  /** Settles when what the files contained at the start has been stored, or when reading is closed. */
  firstPass: Promise<void>
  /** Reads what the files contain now. Settles when it is stored. */
  catchUp(): Promise<void>
  close(): Promise<void>
}

export interface ReadingOptions {
  store: Store
  group: string
  /** Paths and globs. */
  paths: string[]
  /** Epoch ms. */
  clock: () => number
  locationOf: LocationOf
  settings: LogSettings
  log: (text: string) => void
}

export type StartReading = (options: ReadingOptions) => Promise<Reading>

export const storedPositions = async (store: Store): Promise<Position[]> =>
  (await store.positions()).map(({ value }) => positionFrom(value))

/** Reads in this thread. */
export const readHere: StartReading = async ({
  store,
  group,
  locationOf,
  settings,
  ...options
}) => {
  const readerOf = newReaders(settings, options.clock)
  return followLogs({
    ...options,
    readerOf,
    positions: await storedPositions(store),
    ingest: newIngest({
      store,
      group,
      locationOf,
      clock: options.clock,
      readerOf,
      watch: () => watchMetrics(store, group),
    }),
    pause,
  })
}
