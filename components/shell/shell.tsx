'use client'

import type { ReactNode } from 'react'
import { full, moment, seconds } from '@/lib/format'
import type { LoadingStatus } from '@/lib/source'
import { type View, viewHref } from '@/lib/view'
import { ranges, type Window } from '@/lib/window'
import { useCountryName } from './country-names'
import { FailureNote } from './panel'
import type { CurrentSource } from './use-reading'

export interface Frame {
  view: View
  window: Window
  zone: string
  nowMs: number
}

interface ShellProps extends Frame {
  /** Where one is; other periods of the same page are links to it. */
  path: string
  /** The page of the menu that it belongs to, when its path does not say. */
  within?: string
  /** Parameters of the address that other periods keep. */
  keep?: Record<string, string>
  source: CurrentSource
  children: ReactNode
}

const pages = [
  ['/', 'Overview'],
  ['/errors', 'Errors'],
  ['/alarms', 'Alarms'],
  ['/explore', 'Explore'],
  ['/tail', 'Live tail'],
] as const

const isWithin = (path: string, href: string) =>
  path === href || (href !== '/' && path.startsWith(`${href}/`))
const rangeText = (name: string) => name.replace(/(\d+)(\w)/, '$1 $2')
const inputTime = (ms: number) => new Date(ms).toISOString().slice(0, 16)

function Ranges({
  path,
  keep,
  view,
  window,
}: Pick<ShellProps, 'path' | 'keep' | 'view' | 'window'>) {
  const custom = typeof view.range === 'object'
  const fields = {
    country: view.country,
    city: view.city,
    request: view.request,
    status: view.status,
    query: view.query,
    as: view.as,
    ...keep,
  }
  const kept = new URLSearchParams(keep).toString()
  const hrefOf = (name: (typeof ranges)[number]) => {
    const href = viewHref(path, view, { range: name })
    return kept === '' ? href : `${href}${href.includes('?') ? '&' : '?'}${kept}`
  }
  return (
    <nav className="ranges-out" aria-label="Time range">
      <div className="ranges">
        {ranges.map((name) => (
          <a key={name} href={hrefOf(name)} aria-current={view.range === name ? 'true' : undefined}>
            {rangeText(name)}
          </a>
        ))}
        <details data-on={custom || undefined}>
          <summary>Custom</summary>
          <form className="custom-form" action={path}>
            <input type="hidden" name="range" value="custom" />
            {Object.entries(fields).map(
              ([name, value]) =>
                value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
            )}
            <label>
              from (UTC)
              <input
                type="datetime-local"
                name="from"
                defaultValue={inputTime(window.fromMs)}
                required
              />
            </label>
            <label>
              to (UTC)
              <input
                type="datetime-local"
                name="to"
                defaultValue={inputTime(window.toMs)}
                required
              />
            </label>
            <button className="button" type="submit">
              Show this period
            </button>
          </form>
        </details>
      </div>
    </nav>
  )
}

function Pills({ path, view }: Pick<ShellProps, 'path' | 'view'>) {
  const countryName = useCountryName()
  const filters = [
    ['country', view.country && countryName(view.country)],
    ['city', view.city],
    ['status', view.status],
  ] as const
  const set = filters.filter(([, value]) => value !== undefined)
  if (set.length === 0) return null
  return (
    <div className="pills">
      {set.map(([name, value]) => (
        <a className="pill" key={name} href={viewHref(path, view, { [name]: undefined })}>
          {name}: <b>{value}</b> <span aria-hidden="true">✕</span>
          <span className="hidden">remove this filter</span>
        </a>
      ))}
    </div>
  )
}

function Loading({ loading }: { loading: LoadingStatus }) {
  const problems = loading.files.flatMap(({ problem }) => problem ?? [])
  const sum = (of: 'bytes' | 'readBytes' | 'lines') =>
    loading.files.reduce((total, file) => total + file[of], 0)
  const percent = Math.min(100, Math.floor((100 * sum('readBytes')) / Math.max(1, sum('bytes'))))
  return (
    <>
      {problems.map((problem) => (
        <p className="note" role="alert" key={problem}>
          <b>A log cannot be read.</b> {problem}
        </p>
      ))}
      {!loading.done && (
        <div className="note" role="status">
          <b>The log is still being read:</b> {percent} %, {full(sum('lines'))} lines,{' '}
          {full(loading.linesPerSecond)} lines/s. The numbers below grow until it is done.
          <progress max={100} value={percent} aria-label="Reading the log" />
        </div>
      )}
      {loading.files.length === 0 && loading.done && (
        <p className="note" role="alert">
          <b>No file matches ACCESS_LOG.</b> Check the path or glob; as soon as a file is there it
          is read.
        </p>
      )}
    </>
  )
}

const lookBackMs = 3 * 3_600_000

function OldLog({
  path,
  view,
  window,
  zone,
  nowMs,
  newestMs,
}: Omit<Frame, 'nowMs'> & { path: string; nowMs: number; newestMs: number | null }) {
  if (newestMs === null || newestMs >= window.fromMs) return null
  const toMs = Math.floor(newestMs / 60_000) * 60_000 + 60_000
  return (
    <p className="note" role="status">
      <b>The log ends before this period.</b> Its newest event is of {moment(newestMs, nowMs, zone)}
      .{' '}
      <a href={viewHref(path, view, { range: { fromMs: toMs - lookBackMs, toMs } })}>
        Show the 3 hours before that
      </a>{' '}
      or{' '}
      <a href={viewHref(path, view, { range: { fromMs: toMs - 7 * 86_400_000, toMs } })}>
        the 7 days
      </a>
      .
    </p>
  )
}

/** The frame of every page: where one is, over which time, and where the numbers come from. */
export function Shell({
  path,
  within = path,
  keep,
  view,
  window,
  zone,
  nowMs,
  source,
  children,
}: ShellProps) {
  const { reading: status, problem } = source
  return (
    <>
      <header className="top">
        <div className="top-in">
          <a className="brand" href={viewHref('/', { range: view.range })}>
            CafeWatch
          </a>
          <nav className="nav" aria-label="Pages">
            {pages.map(([href, name]) => (
              <a
                key={href}
                href={viewHref(href, { range: view.range, country: view.country })}
                aria-current={isWithin(within, href) ? 'page' : undefined}
              >
                {name}
              </a>
            ))}
          </nav>
          <p className="source">
            <b>{status?.logGroup ?? 'log group'}</b>
            {status?.simulated && ' · simulated café'}
            {status?.mode === 'aws' && ' · Amazon CloudWatch'}
            {status?.mode === 'recorded' && ' · recorded answers'}
            {status?.newestEventMs != null &&
              ` · newest event ${seconds(status.newestEventMs, zone)}`}
            {problem && <span className="bad"> · connection lost</span>}
          </p>
          {path !== '/tail' && <Ranges path={path} keep={keep} view={view} window={window} />}
        </div>
      </header>
      <main id="main">
        {status?.failure && <FailureNote failure={status.failure} />}
        {status?.notices?.map(({ message, remedy }) => (
          <p className="note" role="alert" key={message}>
            <b>{message}</b> {remedy}
          </p>
        ))}
        {status?.loading && <Loading loading={status.loading} />}
        {path !== '/tail' && (
          <OldLog
            path={path}
            view={view}
            window={window}
            zone={zone}
            nowMs={nowMs}
            newestMs={status?.loading?.done === false ? null : (status?.newestEventMs ?? null)}
          />
        )}
        {status?.simulated && (
          <p className="small mute">
            This is a simulation: visitors, orders and the incident are made up, the log and
            everything after it are real. <code>npm run demo:fix</code> mends the menu;{' '}
            <code>ACCESS_LOG=… npm start</code> watches your own log.
          </p>
        )}
        <Pills path={path} view={view} />
        {children}
      </main>
    </>
  )
}
