import type { LogSettings } from '@/lib/access-log/declared/readers'
import type { Datapoint } from '@/lib/local/metrics/datapoints'
import type { MetricFilter } from '@/lib/local/metrics/metric-filter-store'
import type { Position } from '@/lib/local/pipeline/identity'
import type { EventFiles } from '@/lib/local/store/event-files'
import type { LoadingStatus } from '@/lib/source'

/** What the reading thread begins with: the first message to it. */
export interface Start {
  /** Paths and globs. */
  paths: string[]
  positions: Position[]
  /** The folder for files on their way into the store. */
  folder: string
  /** How far the engine's clock is ahead of the system's. */
  aheadMs: number
  settings: LogSettings
}

/** A batch that the reading thread has made ready. */
export interface ReadyBatch {
  stream: string
  files: EventFiles
  position: Position
  datapoints: Datapoint[]
}

/** What the reading thread calls on the main one; types, because their results are copied. */
export type MainCalls = {
  begin: (nothing: null) => Promise<{ filters: MetricFilter[]; fields: string[] }>
  store: (batch: ReadyBatch) => Promise<void>
  status: (status: LoadingStatus) => void
  firstPassEnded: (status: LoadingStatus) => void
  log: (text: string) => void
}

/** What the main thread calls on the reading one. */
export type ReaderCalls = {
  /** Gives how far it has read then. */
  catchUp: (nothing: null) => Promise<LoadingStatus>
  close: (nothing: null) => Promise<void>
}
