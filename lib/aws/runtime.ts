import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { SentFormat } from '@/lib/access-log/sent-format'
import type { ArchiveStatus } from '@/lib/archive'
import type { Env } from '@/lib/env'
import type { LocationOf } from '@/lib/location'
import type { Monitoring, Recipient } from '@/lib/monitoring'
import type { QueryName } from '@/lib/queries/catalog'
import type { Rows } from '@/lib/reading'
import type { RecipientStatus, TestOutcome } from '@/lib/recipient'
import type { LoadingStatus, NewestHour, StorageStatus } from '@/lib/source'
import type { Ledger } from '@/lib/spending/ledger'
import type { View } from '@/lib/view'
import type { Period } from '@/lib/window'
import type { Flight } from './flights'
import type { KeptBases } from './kept-bases'
import type { Schedule } from './schedule/schedule'

/** A request of the SDK, answered in this process. */
export type Answer = (request: {
  target: string
  headers: Record<string, string | undefined>
  body: Uint8Array | string
  /** Aborts when the caller disconnects: ends a reply that is a stream. */
  closed?: AbortSignal
}) => Promise<{
  status: number
  headers: Record<string, string>
  body: string | AsyncIterable<Uint8Array>
}>

/** A question that a viewer asked at some time, epoch ms. */
export interface AskedOfLate {
  name: QueryName
  view: View
  period?: Period
  atMs: number
}

/** A reading, and when it was the newest for the last time, epoch ms. */
export interface LastReading {
  reading: Rows<unknown>
  newestMs: number
}

/** An answer as of a time, epoch ms. A set-up that is saved is another runtime, of which it is not. */
export interface LastMoment {
  answer: object
  asOfMs: number
  of: Runtime
}

/** How many of a viewer's queries still count at a moment: it goes down by the viewer's rate. */
export interface StartedOfLate {
  count: number
  atMs: number
}

/** What only the engine of this process knows or does. */
export interface LocalEngine {
  recipients(): Promise<RecipientStatus[]>
  /** How many messages each recipient took, and how many attempts failed, since the start. */
  attempts(): readonly { name: string; sent: number; failed: number }[]
  testMessage(name: string): Promise<TestOutcome>
  /** To a recipient that is not saved, in the name of a shop; of the one that is watched when left out. */
  testUnsaved(recipient: Recipient, shop?: string): Promise<TestOutcome>
  /** Watches and notifies otherwise from now on. Rejects when that is refused; what was before is in force then. */
  redeclare(next: { monitoring: Monitoring; shop: string }): Promise<void>
  /** Up to which minute (the epoch ms of its close) alarms were evaluated, and why not further. */
  alarmClock(): { evaluatedToMs: number | null; problem: string | null }
  /** Another one whenever log events have been added. */
  version(): number
  /** Whether events of a range of time, both ends inclusive, may have been added or deleted since a version. */
  changedSince(version: number, times: { startMs: number; endMs: number }): boolean
  /** Whether the store can be written, and what room it has. */
  storage(): Promise<StorageStatus>
  /** Why a query failed, where that is the store's or its disk's fault, with what to do; else null. */
  queryProblem(queryId: string): string | null
  /** How far the archive is; null when nothing is archived here. */
  archive(): Promise<ArchiveStatus | null>
}

/** What a base said of a part of the time, as text. */
interface FiledPart {
  fromMs: number
  toMs: number
  askedMs: number
  bytesScanned: number
  rows: string
}

/** Keeps parts beyond the end of the process, by their question. Never rejects. */
export interface PartsFile {
  read(question: string): Promise<FiledPart[]>
  /** Puts parts that follow each other in the place of all that lie within them. */
  write(question: string, parts: readonly FiledPart[]): Promise<void>
}

/**
 * What the launcher hands to the pages. Next evaluates modules once per entry, so state that must
 * exist once a process stands here, under one key of globalThis.
 */
export interface Runtime {
  env: Env
  /** Who answers the SDK's requests in this process; null when they go out to the network. */
  answer: Answer | null
  /** Null where no engine runs in this process. */
  localEngine: LocalEngine | null
  loading: (() => LoadingStatus | null) | null
  simulated: boolean
  locationOf: LocationOf
  now: () => number
  /** Sees every request and its answer: how recordings are made. */
  tap?: (target: string, request: string, response: string) => void
  clients?: { logs: CloudWatchLogsClient; start: CloudWatchLogsClient; metrics: CloudWatchClient }
  /** When AWS may be called; made with the first call. */
  schedule?: Schedule
  flights: Map<string, Flight>
  /** What viewers have asked of late; absent until the first. */
  askedOfLate?: Map<string, AskedOfLate>
  /** The newest good reading of each question, by view; absent until the first. */
  lastReadings?: Map<string, LastReading>
  /** The newest good answer of each question that is no query; absent until the first. */
  lastMoments?: Map<string, LastMoment>
  /** The queries that viewers have started of late; absent until the first. */
  startedOfLate?: Map<string, StartedOfLate>
  /** What bases said of parts of the time; absent until the first answer. */
  kept?: KeptBases
  partsFile?: PartsFile
  /** What Amazon's CloudWatch was asked, and what for; absent until the first call. */
  ledger?: Ledger
  /** What was understood of the newest hour when it was asked for last. */
  lastNewestHour?: NewestHour | null
  /** How the log group's events are to be read, as the newest of them showed. */
  foundFormat?: { value: SentFormat | null; untilMs: number }
  /** Whether the log events have locations; absent until the first answer. */
  logHasLocations?: { value: boolean; untilMs: number }
}

const key = Symbol.for('cafewatch.runtime')
const holder = globalThis as { [key]?: Runtime }

export function setRuntime(runtime: Runtime): void {
  holder[key] = runtime
}

/** Throws when the page was not started by its own launcher. */
export function runtime(): Runtime {
  const found = holder[key]
  if (!found) throw new Error('CafeWatch is started by `npm start`, not by `next start`.')
  return found
}

/** The names of the parameters whose values are hidden, as the site file says. */
export const secretParameters = (): readonly string[] => runtime().env.site.secretParameters
