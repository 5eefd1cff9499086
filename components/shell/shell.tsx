'use client'

import type { ReactNode } from 'react'
import { seconds } from '@/lib/format'
import { viewHref } from '@/lib/view'
import { useCountryName } from './country-names'
import type { Frame } from './frame'
import { Notices } from './notices'
import { Ranges } from './ranges'
import styles from './shell.module.css'
import type { CurrentSource } from './use-reading'

interface ShellProps extends Frame {
  /** Where one is; other periods of the same page are links to it. */
  path: string
  /** The page of the menu that it belongs to, when its path does not say. */
  within?: string
  /** Parameters that links to other periods carry along. */
  extraParams?: Record<string, string>
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

function Brand({ href }: { href: string }) {
  return (
    <a className={styles.brand} href={href}>
      CafeWatch
    </a>
  )
}

function Source({
  source: { reading: status, problem },
  zone,
}: Pick<ShellProps, 'source' | 'zone'>) {
  return (
    <p className={styles.source}>
      <b>{status?.logGroup ?? 'log group'}</b>
      {status?.simulated && ' · simulated café'}
      {status?.mode === 'aws' && ' · Amazon CloudWatch'}
      {status?.mode === 'recorded' && ' · recorded answers'}
      {status?.newestEventMs != null && ` · newest event ${seconds(status.newestEventMs, zone)}`}
      {problem && <span className="bad"> · connection lost</span>}
    </p>
  )
}

function Filters({ path, view }: Pick<ShellProps, 'path' | 'view'>) {
  const countryName = useCountryName()
  const filters = [
    ['country', view.country && countryName(view.country)],
    ['city', view.city],
    ['status', view.status],
  ] as const
  const set = filters.filter(([, value]) => value !== undefined)
  if (set.length === 0) return null
  return (
    <div className={styles.filters}>
      {set.map(([name, value]) => (
        <a key={name} href={viewHref(path, view, { [name]: undefined })}>
          {name}: <b>{value}</b> <span aria-hidden="true">✕</span>
          <span className="hidden">remove filter</span>
        </a>
      ))}
    </div>
  )
}

/** The frame of every page: where one is, over which time, and where the numbers come from. */
export function Shell(props: ShellProps) {
  const { path, within = path, extraParams, view, window, zone, nowMs, source, children } = props
  return (
    <>
      <header className={styles.top}>
        <div className={styles.inner}>
          <Brand href={viewHref('/', { range: view.range })} />
          <nav className={styles.pages} aria-label="Pages">
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
          <Source source={source} zone={zone} />
          {path !== '/tail' && (
            <Ranges path={path} extraParams={extraParams} view={view} window={window} />
          )}
        </div>
      </header>
      <main id="main">
        {source.reading?.ok && (
          <Notices
            status={source.reading}
            path={path}
            view={view}
            window={window}
            zone={zone}
            nowMs={nowMs}
          />
        )}
        <Filters path={path} view={view} />
        {children}
      </main>
    </>
  )
}
