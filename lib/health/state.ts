import { logState } from '@/lib/log-state'
import type { LoadingStatus, SourceStatus } from '@/lib/source'

/** A followed file as /api/health gives it; counts are of lines. */
interface FileHealth {
  /** As the operator wrote it, or as the glob found it. */
  path: string
  /** The name of the format that most lately fitted. */
  format: string | null
  lines: number
  requests: number
  notUnderstood: number
  inDoubt: number
  bytesBehind: number
  problem: string | null
}

type Counts = Pick<FileHealth, 'lines' | 'requests' | 'notUnderstood' | 'inDoubt' | 'bytesBehind'>

/** `ok` needs evidence: a query was answered, the newest hour has requests, nearly all of it understood, and nothing else fails. */
export type HealthState =
  | 'ok'
  | 'failing'
  | 'unreadable'
  | 'loading'
  | 'notUnderstood'
  | 'noRequests'

function fileHealth({ bytes, readBytes, problem, ...file }: LoadingStatus['files'][number]) {
  const { path, format, lines, requests, notUnderstood, inDoubt } = file
  const bytesBehind = Math.max(0, bytes - readBytes)
  const counts = { lines, requests, notUnderstood, inDoubt, bytesBehind }
  return { path, format, ...counts, problem: problem ?? null }
}

function totalsOf(files: readonly FileHealth[]): Counts {
  const totals: Counts = { lines: 0, requests: 0, notUnderstood: 0, inDoubt: 0, bytesBehind: 0 }
  for (const file of files)
    for (const name of Object.keys(totals) as (keyof Counts)[]) totals[name] += file[name]
  return totals
}

/** How the log is doing; `answered` is whether a query was answered just now. Files are null where none are followed. */
export function healthOf(
  source: SourceStatus,
  answered: boolean,
): { state: HealthState; files: FileHealth[] | null; totals: Counts | null } {
  const { loading, failure, newestEventMs } = source
  const files = loading ? loading.files.map(fileHealth) : null
  const log = logState(source)
  const state = log
    ? log.kind
    : !answered || failure
      ? 'failing'
      : newestEventMs === null
        ? 'noRequests'
        : 'ok'
  return { state, files, totals: files && totalsOf(files) }
}
