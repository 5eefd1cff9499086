import type { Failure } from './failure'
import type { Prices } from './spending/prices'
import type { TimeRange } from './time'

/** How far the followed files have been read. */
export interface LoadingStatus {
  files: {
    path: string
    bytes: number
    readBytes: number
    /** The name of the format that most lately fitted; null before any did. */
    format: string | null
    /** Its header lines that are in force; absent where it has none. */
    header?: string
    /** Non-empty lines, header lines apart: requests + notUnderstood + inDoubt. */
    lines: number
    requests: number
    notUnderstood: number
    inDoubt: number
    /** Epoch ms; null when there was no request. */
    newestRequestMs: number | null
    /** Of the request that was read last, epoch ms; absent where there was none. */
    lastRequestMs?: number
    /** What is wrong with this file and what to do. */
    problem?: string
    /** There is no file of this name any more, and the one that had it is still read. */
    isReadOn?: true
  }[]
  linesPerSecond: number
  /** Until all is read, at the rate of late; null while that is not known and when it is done. */
  secondsLeft: number | null
  done: boolean
}

/** Whether the store of this process can be written. */
export interface StorageStatus {
  /** Why its last write failed, with what to do; null when it did not. */
  problem: string | null
  /** The disk of its folder, and how much of it is needed to go on; null in memory. */
  space: { folder: string; freeBytes: number; reservedBytes: number } | null
}

/** How much was understood of the hour that ends with the newest line. */
export interface NewestHour extends TimeRange {
  lines: number
  /** Those that are requests; the others are in doubt or not understood. */
  requests: number
  /** Epoch ms; null when none is a request. */
  newestRequestMs: number | null
  /** The first line that is no request, addresses masked, when too many are not; null otherwise. */
  example: { message: string; reason: string } | null
  /** The names of the formats that are recognized. */
  knownFormats: string[]
}

/** What was spent today, in dollars: an estimate by the prices that are set. */
export interface SpendingStatus {
  today: number
}

/** Where the numbers come from and whether they are all there yet. */
export interface SourceStatus {
  mode: 'local' | 'aws' | 'recorded'
  logGroup: string
  /** The log is written by the simulated café. */
  simulated: boolean
  /** Present when files are followed. */
  loading: LoadingStatus | null
  /** Epoch ms of the newest request; null when there is none or it is not known. */
  newestEventMs: number | null
  /** Epoch ms of the oldest line; null or absent when there is none or it is not known. */
  oldestEventMs?: number | null
  /** Null when there is no line, or it is not known, as while files are loaded. */
  newestHour: NewestHour | null
  failure?: Failure
  /** What CloudWatch charges. */
  prices?: Prices
  /** What was spent on CloudWatch since midnight UTC; null or absent where nothing is billed. */
  spending?: SpendingStatus | null
  /** What else is wrong in this process: alarms that are not evaluated, undelivered messages, an archive that lags. */
  notices: Notice[]
}

export interface Notice {
  /** A sentence, or with `sinceMs` one without its end: since when is said in the reader's zone. */
  message: string
  /** Epoch ms. */
  sinceMs?: number
  /** Why it is so, in sentences. */
  because?: string
  /** What to do. */
  remedy: string
  /** CafeWatch does not do its work because of it, so that /api/health answers 503. */
  isFailing?: true
}

/** What is wrong, with its moment as `at` writes it: "3 messages to ops have not been delivered since 10:05. …". */
export const noticeText = (
  { message, sinceMs, because }: Notice,
  at: (ms: number) => string,
): string =>
  [sinceMs === undefined ? message : `${message} since ${at(sinceMs)}.`, because]
    .filter(Boolean)
    .join(' ')
