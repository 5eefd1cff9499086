'use client'

import type { ReactNode } from 'react'
import { asTyped } from '@/lib/as-typed'
import { withBase } from '@/lib/base-path'
import { moment, seconds } from '@/lib/format'
import { logState } from '@/lib/log-state'
import {
  type LoadingStatus,
  noticeText,
  type SourceStatus,
  type SpendingStatus,
} from '@/lib/source'
import { dollars } from '@/lib/spending/prices'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { viewHref, type Wrong } from '@/lib/view'
import { KnownUntil, StaleNote } from './banner'
import { CallerMenu, useMay } from './caller'
import { useCountryName } from './country-names'
import type { Frame } from './frame'
import { LogBanner } from './log-banner'
import { pages } from './pages'
import { FailureNote, Note } from './panel'
import { Ranges } from './ranges'
import styles from './shell.module.css'
import { Tab } from './tab'
import type { CurrentSource } from './use-reading'
import { ZoneMenu } from './zone'

interface Place extends Frame {
  /** Where one is; other periods of the same page are links to it. */
  path: string
}

interface ShellProps extends Place {
  /** The page of the menu that it belongs to, when its path does not say. */
  within?: string
  /** Parameters that links to other periods carry along. */
  extraParams?: Record<string, string>
  source: CurrentSource
  /** What is more urgent than that the log is not understood; null when nothing is. */
  lead?: ReactNode
  children: ReactNode
}

const isWithin = (path: string, href: string) =>
  path === href || (href !== '/' && path.startsWith(`${href}/`))

/** What CloudWatch has cost today, for those who may see what for. */
function Spent({ today }: SpendingStatus) {
  const said = `${dollars(today)} today`
  return useMay('operator') ? (
    <>
      {' · '}
      <a href={withBase('/spending')}>{said}</a>
    </>
  ) : (
    ` · ${said}`
  )
}

function Source({ source, zone }: Pick<ShellProps, 'source' | 'zone'>) {
  const { reading: status, problem } = source
  return (
    <p className={styles.source}>
      <b>{status?.logGroup ?? 'log group'}</b>
      {status?.simulated && ' · simulated café'}
      {status?.mode === 'aws' && ' · Amazon CloudWatch'}
      {status?.mode === 'recorded' && ' · recorded answers'}
      {status?.spending && <Spent {...status.spending} />}
      {status?.newestEventMs != null && ` · newest request ${seconds(status.newestEventMs, zone)}`}
      {problem && <span className="bad"> · connection lost</span>}
    </p>
  )
}

/** What goes with a filter that is removed: a city is none of another country. */
const without = {
  country: { country: undefined, region: undefined, city: undefined },
  region: { region: undefined, city: undefined },
  city: { city: undefined },
  client: { client: undefined },
  status: { status: undefined },
}

function Filters({ path, view }: Pick<ShellProps, 'path' | 'view'>) {
  const countryName = useCountryName()
  const filters = [
    ['country', view.country && countryName(view.country)],
    ['region', view.region],
    ['city', view.city],
    ['client', view.client],
    ['status', view.status],
  ] as const
  const set = filters.filter(([, value]) => value !== undefined)
  if (set.length === 0) return null
  return (
    <div className={styles.filters}>
      {set.map(([name, value]) => (
        <a key={name} href={viewHref(path, view, without[name])}>
          {name}: <b>{value}</b> <span aria-hidden="true">✕</span>
          <span className="hidden">remove filter</span>
        </a>
      ))}
    </div>
  )
}

/** Files that cannot be read while others can, or what is left of them. */
function Problems({ loading }: { loading: LoadingStatus }) {
  const broken = loading.files.filter(({ problem }) => problem !== undefined)
  return [...new Map(broken.map((file) => [file.problem, file])).values()].map((file) => (
    <Note role="alert" key={file.problem}>
      <b>{file.isReadOn ? 'A log file is gone.' : 'A log cannot be read.'}</b> {file.problem}
    </Note>
  ))
}

function OldLog({ path, view, window, zone, nowMs, newestMs }: Place & { newestMs: number }) {
  if (newestMs >= window.fromMs) return null
  const toMs = Math.floor(newestMs / minuteMs) * minuteMs + minuteMs
  const before = (ms: number) => viewHref(path, view, { range: { fromMs: toMs - ms, toMs } })
  return (
    <Note role="status">
      <b>The log ends before this period.</b> Its newest request is from{' '}
      {moment(newestMs, nowMs, zone)}. Show <a href={before(3 * hourMs)}>its last 3 hours</a> or{' '}
      <a href={before(7 * dayMs)}>its last 7 days</a>.
    </Note>
  )
}

/** An address that was typed, or written by a program, may ask for what there is not. */
const NotShown = ({ field, problem }: Wrong) => (
  <Note role="alert">
    <b>This is not what the address asks for.</b> In it, <code>{field}</code> {problem}.
  </Note>
)

/** What is wrong with the source of the numbers, or not there yet. */
function Notices({ status, isLed, ...place }: Place & { status: SourceStatus; isLed: boolean }) {
  const { failure, notices, loading, newestEventMs, simulated } = status
  const isUnreadable = logState(status)?.kind === 'unreadable'
  const isInHeadline = place.path === '/' && loading?.done !== false
  return (
    <>
      {!(isLed && isUnreadable) && (
        <LogBanner {...place} status={status} isFirst={place.path === '/' && !isLed} />
      )}
      {failure && <FailureNote failure={failure} />}
      {notices.map((notice) => (
        <Note role="alert" key={notice.message}>
          <b>{noticeText(notice, (ms) => moment(ms, place.nowMs, place.zone))}</b> {notice.remedy}
        </Note>
      ))}
      {loading && !isUnreadable && !isInHeadline && <Problems loading={loading} />}
      {place.path !== '/tail' &&
        !place.path.startsWith('/incidents') &&
        place.path !== '/setup' &&
        place.path !== '/audit' &&
        place.path !== '/spending' &&
        loading?.done !== false &&
        newestEventMs !== null && <OldLog {...place} newestMs={newestEventMs} />}
      {simulated && (
        <p className="small mute">
          This is a simulation: the visitors, orders and incident are made up; the log and
          everything built on it are real. <code>{asTyped('npm run demo:fix')}</code> fixes the
          menu; <code>{asTyped('ACCESS_LOG=… npm start')}</code> watches your own log.
        </p>
      )}
    </>
  )
}

/** The frame of every page: where one is, over which time, and where the numbers come from. */
export function Shell(props: ShellProps) {
  const { within = props.path, extraParams, source, lead = null, children, ...place } = props
  const { path, view, window, zone, nowMs, wrong = [] } = place
  const { reading: status, notKnownSinceMs: sinceMs = null } = source
  // Incidents have times of their own, and set-up looks at the last days.
  const isFixed =
    isWithin(within, '/incidents') || ['/setup', '/audit', '/spending'].includes(within)
  const isAdmin = useMay('admin')
  const shownPages = pages.filter(({ role }) => role !== 'admin' || isAdmin)
  const isKnown = sinceMs === null && status?.ok === true && logState(status) === null
  return (
    <KnownUntil time={sinceMs === null ? null : moment(sinceMs, nowMs, zone)}>
      <header className={styles.top}>
        <div className={styles.inner}>
          <a className={styles.brand} href={viewHref('/', { range: view.range })}>
            CafeWatch
          </a>
          <nav className={styles.pages} aria-label="Pages">
            {shownPages.map(({ href, name }) => (
              <a
                key={href}
                href={viewHref(href, {
                  range: view.range,
                  country: view.country,
                  region: view.region,
                })}
                aria-current={isWithin(within, href) ? 'page' : undefined}
              >
                {name}
              </a>
            ))}
          </nav>
          <Source source={source} zone={zone} />
          {!isFixed && path !== '/tail' && (
            <Ranges {...{ path, extraParams, view, window, zone }} />
          )}
          <ZoneMenu />
          <CallerMenu />
        </div>
      </header>
      <main id="main">
        {path !== '/' && <StaleNote />}
        {path !== '/' && status && !isKnown && <Tab tone="unknown" />}
        {lead}
        {!isFixed && wrong.map((one) => <NotShown key={one.field} {...one} />)}
        {status?.ok && <Notices {...place} status={status} isLed={lead !== null} />}
        <Filters path={path} view={view} />
        {children}
      </main>
    </KnownUntil>
  )
}
