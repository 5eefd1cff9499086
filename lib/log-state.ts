import { counted, full } from './format'
import type { LoadingStatus, NewestHour, SourceStatus } from './source'

/** What must be known of the log before anything that is made of it. */
export interface LogState {
  kind: 'unreadable' | 'loading' | 'notUnderstood'
  headline: string
  details: string[]
}

const maxShare = 0.05
const maxProblems = 3

/** Whether so many lines are no requests that numbers made of the others say little. */
export const isHardlyUnderstood = ({ lines, requests }: Pick<NewestHour, 'lines' | 'requests'>) =>
  lines - requests > lines * maxShare

const sum = (loading: LoadingStatus, of: 'bytes' | 'readBytes' | 'lines' | 'requests') =>
  loading.files.reduce((total, file) => total + file[of], 0)

/** How much of the files has been read, 0 to 100. */
export const percentRead = (loading: LoadingStatus): number =>
  Math.min(100, Math.floor((100 * sum(loading, 'readBytes')) / Math.max(1, sum(loading, 'bytes'))))

function timeLeft(seconds: number): string {
  if (seconds < 60) return 'less than a minute left'
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90
    ? `about ${counted(minutes, 'minute')} left`
    : `about ${counted(Math.round(minutes / 60), 'hour')} left`
}

/** How many of some lines could not be read as requests: "None of the 304 lines could …". */
export function notUnderstood(lines: number, requests: number, where: string): string {
  if (lines === 1) return `The only line${where} could not be read as a request.`
  if (requests === 0) return `None of the ${full(lines)} lines${where} could be read as a request.`
  const others = lines - requests
  return others === 1
    ? `1 of the ${full(lines)} lines${where} could not be read as a request.`
    : `${full(others)} of the ${full(lines)} lines${where} could not be read as requests.`
}

function unreadableOf(files: number, broken: number): string {
  if (files === 1) return 'The log cannot be read.'
  if (files === broken) return `None of the ${full(files)} logs can be read.`
  return `${full(broken)} of the ${full(files)} logs cannot be read, and the others are empty.`
}

/** What is wrong with the files, each problem once. */
export function problemsOf({ files }: LoadingStatus): string[] {
  const problems = [...new Set(files.flatMap(({ problem }) => problem ?? []))]
  const more = problems.length - maxProblems
  return [
    ...problems.slice(0, maxProblems),
    ...(more > 0 ? [`${full(more)} more could not be read either.`] : []),
  ]
}

function unreadable(loading: LoadingStatus): LogState {
  const { files } = loading
  const kind = 'unreadable'
  if (files.length === 0)
    return {
      kind,
      headline: 'No file matches ACCESS_LOG.',
      details: ['Check the path or glob.', 'CafeWatch reads a file as soon as it appears.'],
    }
  const broken = files.filter(({ problem }) => problem !== undefined).length
  return { kind, headline: unreadableOf(files.length, broken), details: problemsOf(loading) }
}

function stillRead(loading: LoadingStatus): LogState {
  const { linesPerSecond, secondsLeft = null } = loading
  const left = secondsLeft === null ? '' : `, ${timeLeft(secondsLeft)}`
  const lines = sum(loading, 'lines')
  const requests = sum(loading, 'requests')
  return {
    kind: 'loading',
    headline: `The log is still being read: ${percentRead(loading)}\u00a0%${left}.`,
    details: [
      `${counted(lines, 'line')} so far, ${full(linesPerSecond)} a second.`,
      ...(isHardlyUnderstood({ lines, requests })
        ? [notUnderstood(lines, requests, ' so far')]
        : []),
      'Until that is done, the newest requests and orders may be missing.',
    ],
  }
}

/** That the files have no line, so that whoever expects some can look whether they are the right ones; null when they have one. */
export function emptyFiles({ files, done }: LoadingStatus): string | null {
  if (!done || files.some(({ lines, problem }) => lines > 0 || problem !== undefined)) return null
  const [only] = files
  if (!only) return null
  return files.length === 1
    ? `${only.path} has no line yet. If visitors come, the web server writes to another file.`
    : `None of the ${full(files.length)} logs has a line yet. If visitors come, the web server writes to other files.`
}

/** Whether nothing was read, and there is a reason. */
function isUnreadable(loading: LoadingStatus): boolean {
  const { files, done } = loading
  if (sum(loading, 'lines') > 0) return false
  if (files.length === 0) return done
  const broken = files.filter(({ problem }) => problem !== undefined).length
  return done ? broken > 0 : broken === files.length
}

/** What keeps the numbers from meaning anything, the worst first; null when nothing does. */
export function logState(status: Pick<SourceStatus, 'loading' | 'newestHour'>): LogState | null {
  const { loading, newestHour } = status
  if (loading && isUnreadable(loading)) return unreadable(loading)
  if (loading && !loading.done) return stillRead(loading)
  if (!newestHour || !isHardlyUnderstood(newestHour)) return null
  const { lines, requests } = newestHour
  return {
    kind: 'notUnderstood',
    headline: notUnderstood(lines, requests, ' of the newest hour'),
    details: ['Only lines that are understood as requests count on these pages.'],
  }
}
