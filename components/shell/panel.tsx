import type { ReactNode } from 'react'
import type { Failure } from '@/lib/failure'
import { bytes } from '@/lib/format'
import type { Reading } from '@/lib/reading'
import { viewHref } from '@/lib/view'
import { AsOf, Card, type CardProps, Queries } from './card'
import type { Frame } from './frame'
import styles from './panel.module.css'
import type { Current, CurrentSource } from './use-reading'

/** Could not ask: a different thing from nothing. */
export function FailureNote({ failure }: { failure: Failure }) {
  return (
    <div className={styles.failure} role="alert">
      <b>{failure.message}</b>
      {failure.remedy}
    </div>
  )
}

export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.nothing}>
      <div>
        <b>{title}</b>
        {children}
      </div>
    </div>
  )
}

/** On its way; after some seconds it says that this is slow, not broken. */
const Loading = () => (
  <Nothing title="Loading …">
    <span className={styles.slow}>No answer yet. A long period can take a minute.</span>
  </Nothing>
)

/** Nothing yet: no page says that there is none while the log is being read. */
export const StillReading = ({ source }: { source: CurrentSource }) =>
  source.reading === null ? (
    <Loading />
  ) : (
    <Nothing title="The log is still being read">This fills in as it goes.</Nothing>
  )

/** What the reader should know of what stands around it. */
export function Note({ role, children }: { role?: 'alert' | 'status'; children: ReactNode }) {
  return (
    <div className={styles.note} role={role}>
      {children}
    </div>
  )
}

type Known<R> = Extract<R, { ok: true }>
type Unknown = { ok: false; failure: Failure }

/** Whether a failure is the one of the source, which every page says first. */
export const isSaidAbove = ({ reading }: CurrentSource, { message }: Failure): boolean =>
  reading?.ok === true && reading.failure?.message === message

/** What an answer holds, or why it holds nothing yet; a failure of the `source` is said above. */
export function Answered<R extends { ok: true } | Unknown>(props: {
  reading: R | null
  source?: CurrentSource
  children: (known: Known<R>) => ReactNode
}) {
  const { reading, source, children } = props
  if (reading === null) return <Loading />
  if (!reading.ok) {
    const { failure } = reading
    if (source && isSaidAbove(source, failure))
      return (
        <Nothing title="Unavailable">The reason is above. This page tries again by itself.</Nothing>
      )
    return <FailureNote failure={failure} />
  }
  return children(reading as Known<R>)
}

interface Props<Row>
  extends Pick<Frame, 'view' | 'zone'>,
    Pick<CardProps, 'about' | 'footer' | 'tall'> {
  title: string
  current: Current<Reading<Row>>
  source: CurrentSource
  /** Stands over the answer, whatever it is. */
  above?: ReactNode
  /** What stands where there are no rows, unless `children` draw that too. */
  empty?: ReactNode
  children: (rows: Row[]) => ReactNode
}

/** A question and its picture: title, the rows or why there are none, and where they come from. */
export function Panel<Row>(props: Props<Row>) {
  const { current, source, view, zone, footer, above, empty, children, ...card } = props
  const { reading, problem } = current
  return (
    <Card
      {...card}
      id={card.title.toLowerCase().replace(/\W+/g, '-')}
      footer={
        reading && (
          <>
            {reading.ok && <AsOf atMs={reading.asOfMs} zone={zone} problem={problem} />}
            {reading.ok && <span>{bytes(reading.bytesScanned)} scanned</span>}
            {footer}
            <Queries texts={[reading.query]}>
              <a href={viewHref('/explore', { range: view.range, query: reading.query })}>
                Open in Explore
              </a>
            </Queries>
          </>
        )
      }
    >
      {above}
      <Answered reading={reading} source={source}>
        {({ rows, note }) => (
          <>
            {rows.length === 0 && source.loading ? (
              <StillReading source={source} />
            ) : rows.length === 0 && empty ? (
              empty
            ) : (
              children(rows)
            )}
            {note && <p className="mute small">{note}</p>}
          </>
        )}
      </Answered>
    </Card>
  )
}
