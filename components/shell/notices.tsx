import { full, moment } from '@/lib/format'
import type { LoadingStatus, SourceStatus } from '@/lib/source'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { viewHref } from '@/lib/view'
import type { Frame } from './frame'
import { FailureNote, Note } from './panel'

function Loading({ loading }: { loading: LoadingStatus }) {
  const problems = loading.files.flatMap(({ problem }) => problem ?? [])
  const sum = (of: 'bytes' | 'readBytes' | 'lines') =>
    loading.files.reduce((total, file) => total + file[of], 0)
  const percent = Math.min(100, Math.floor((100 * sum('readBytes')) / Math.max(1, sum('bytes'))))
  return (
    <>
      {problems.map((problem) => (
        <Note role="alert" key={problem}>
          <b>A log cannot be read.</b> {problem}
        </Note>
      ))}
      {!loading.done && (
        <Note role="status">
          <b>The log is still being read:</b> {percent} %, {full(sum('lines'))} lines,{' '}
          {full(loading.linesPerSecond)} lines/s. The numbers below grow until it finishes.
          <progress max={100} value={percent} aria-label="Reading the log" />
        </Note>
      )}
      {loading.files.length === 0 && loading.done && (
        <Note role="alert">
          <b>No file matches ACCESS_LOG.</b> Check the path or glob. CafeWatch reads a file as soon
          as it appears.
        </Note>
      )}
    </>
  )
}

function OldLog({ path, view, window, zone, nowMs, newestMs }: Periods & { newestMs: number }) {
  if (newestMs >= window.fromMs) return null
  const toMs = Math.floor(newestMs / minuteMs) * minuteMs + minuteMs
  const before = (ms: number) => viewHref(path, view, { range: { fromMs: toMs - ms, toMs } })
  return (
    <Note role="status">
      <b>The log ends before this period.</b> Its newest event is from{' '}
      {moment(newestMs, nowMs, zone)}. Show <a href={before(3 * hourMs)}>its last 3 hours</a> or{' '}
      <a href={before(7 * dayMs)}>its last 7 days</a>.
    </Note>
  )
}

interface Periods extends Frame {
  path: string
}

/** What is wrong with the source of the numbers, or not there yet. */
export function Notices({ status, path, ...frame }: Periods & { status: SourceStatus }) {
  const { failure, notices, loading, newestEventMs, simulated } = status
  return (
    <>
      {failure && <FailureNote failure={failure} />}
      {notices.map(({ message, remedy }) => (
        <Note role="alert" key={message}>
          <b>{message}</b> {remedy}
        </Note>
      ))}
      {loading && <Loading loading={loading} />}
      {path !== '/tail' && loading?.done !== false && newestEventMs !== null && (
        <OldLog path={path} newestMs={newestEventMs} {...frame} />
      )}
      {simulated && (
        <p className="small mute">
          This is a simulation: the visitors, orders and incident are made up; the log and
          everything built on it are real. <code>npm run demo:fix</code> fixes the menu;{' '}
          <code>ACCESS_LOG=… npm start</code> watches your own log.
        </p>
      )}
    </>
  )
}
