import type { Failure } from './failure'

/** How far the archive of a log group is. */
export interface ArchiveStatus {
  /** A folder or `s3://bucket/prefix`; null when there is no archive. */
  to: string | null
  /** Hours that are closed and not yet archived. */
  hoursBehind: number
  /** The end of the newest archived hour, epoch ms. */
  archivedToMs: number | null
  objects: number
  bytes: number
  /** Why the newest attempt failed; it is retried. */
  problem: { message: string; remedy: string } | null
  retention: {
    days: number | null
    /** Events before this were deleted; null when none were. Epoch ms. */
    deletedToMs: number | null
  }
}

/** The archive of this engine; null where CloudWatch and Data Firehose write it. */
export type ArchiveReading =
  | { ok: true; archive: ArchiveStatus | null }
  | { ok: false; failure: Failure }
