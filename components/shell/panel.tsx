import type { ReactNode } from 'react'
import type { Failure } from '@/lib/failure'
import { bytes, seconds } from '@/lib/format'
import type { Reading } from '@/lib/reading'
import type { Current } from './use-reading'

/** Could not ask: a different thing from nothing. */
export function FailureNote({ failure }: { failure: Failure }) {
  return (
    <div className="failure" role="alert">
      <b>{failure.message}</b>
      {failure.remedy}
    </div>
  )
}

export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <b>{title}</b>
      {children}
    </div>
  )
}

/** The query behind a panel, with the way to run it by hand. */
function QueryText({ query, href }: { query: string; href: string }) {
  return (
    <details className="query">
      <summary>query</summary>
      <pre>{query}</pre>
      <a href={`${href}${href.includes('?') ? '&' : '?'}query=${encodeURIComponent(query)}`}>
        open in Explore
      </a>
    </details>
  )
}

interface PanelProps<Row> {
  title: string
  about?: string
  current: Current<Reading<Row>>
  zone: string
  /** The Explore page with the same view. */
  exploreHref: string
  footer?: ReactNode
  /** Keeps its height while it is empty or waiting, so that nothing below jumps. */
  tall?: boolean
  children: (rows: Row[]) => ReactNode
}

/** A question and its picture: title, the rows or why there are none, and where they come from. */
export function Panel<Row>({
  title,
  about,
  current,
  zone,
  exploreHref,
  footer,
  tall = false,
  children,
}: PanelProps<Row>) {
  const { reading, problem } = current
  const id = title.toLowerCase().replace(/\W+/g, '-')
  return (
    <section className={tall ? 'card panel tall' : 'card panel'} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {about && <span className="mute small">{about}</span>}
      </header>
      {reading === null && <Nothing title="Asking …">The first answer is on its way.</Nothing>}
      {reading?.ok === false && <FailureNote failure={reading.failure} />}
      {reading?.ok && children(reading.rows)}
      {reading?.ok && reading.note && <p className="mute small">{reading.note}</p>}
      {reading && (
        <footer>
          {reading.ok && (
            <span>
              as of {seconds(reading.asOfMs, zone)}
              {problem && <b className="bad"> · not refreshed: {problem.message}</b>}
            </span>
          )}
          {reading.ok && <span>{bytes(reading.bytesScanned)} scanned</span>}
          {footer}
          <QueryText query={reading.query} href={exploreHref} />
        </footer>
      )}
    </section>
  )
}
