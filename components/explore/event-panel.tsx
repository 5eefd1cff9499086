'use client'

import { useEffect, useRef, useState } from 'react'
import { LogText } from '@/components/shell/log-text'
import { FailureNote } from '@/components/shell/panel'
import { withBase } from '@/lib/base-path'
import { pointer, type Row } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import { full } from '@/lib/format'
import type { TextOf } from './cell'
import styles from './event-panel.module.css'
import explore from './explore.module.css'

interface Props {
  rows: Row[]
  at: number
  textOf: TextOf
  onMove: (at: number) => void
  onClose: () => void
}

type Answer = { ok: true; fields: Row } | { ok: false; failure: Failure }

const unreachable: Answer = {
  ok: false,
  failure: {
    kind: 'unreachable',
    message: 'The log event could not be read.',
    remedy: 'Check that the CafeWatch server is running. The values of the row are below.',
  },
}

/** The whole log event of a row that points at one. */
function useEvent(ptr: string | undefined): Answer | null {
  const [answer, setAnswer] = useState<Answer | null>(null)
  useEffect(() => {
    setAnswer(null)
    if (ptr === undefined) return
    const leaving = new AbortController()
    fetch(withBase(`/api/explore/event?ptr=${encodeURIComponent(ptr)}`), { signal: leaving.signal })
      .then(async (response) => setAnswer((await response.json()) as Answer))
      .catch(() => !leaving.signal.aborted && setAnswer(unreachable))
    return () => leaving.abort()
  }, [ptr])
  return answer
}

const order = ['@timestamp', '@message', '@logStream', '@log', '@ingestionTime']
const placeOf = (name: string) => order.indexOf(name) + 1 || order.length + 1
const inOrder = (fields: Row) =>
  Object.entries(fields)
    .filter(([name]) => name !== pointer)
    .sort(([a], [b]) => placeOf(a) - placeOf(b) || a.localeCompare(b))

const firstLength = 2_000

/** A value of any length: its beginning, and as much more as is asked for. */
function LongText({ text }: { text: string }) {
  const [shown, setShown] = useState(firstLength)
  if (text.length <= shown) return <LogText text={text} maxLength={text.length} />
  return (
    <>
      <LogText text={text.slice(0, shown)} maxLength={shown} />{' '}
      <button
        type="button"
        className={explore.more}
        onClick={() => setShown(text.length > 200_000 ? shown * 20 : text.length)}
      >
        show {text.length > 200_000 ? 'more' : 'all'} ({full(text.length)} characters)
      </button>
    </>
  )
}

/** A row in full, over the page: Esc closes it and the focus goes back to the table. */
export function EventPanel({ rows, at, textOf, onMove, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const row = rows[at] ?? {}
  const event = useEvent(row[pointer])
  useEffect(() => dialog.current?.showModal(), [])
  const fields = event?.ok ? { ...row, ...event.fields } : row
  const title = row[pointer] === undefined ? 'Row' : 'Log event'
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes every dialog
    <dialog
      ref={dialog}
      className={styles.event}
      aria-labelledby="event-title"
      onClose={onClose}
      onClick={(click) => click.target === click.currentTarget && dialog.current?.close()}
    >
      <div>
        <header>
          <h2 id="event-title">{title}</h2>
          <span className="mute small">
            row {full(at + 1)} of {full(rows.length)}
          </span>
          <button type="button" aria-disabled={at === 0} onClick={() => at > 0 && onMove(at - 1)}>
            ↑<span className="hidden">previous row</span>
          </button>
          <button
            type="button"
            aria-disabled={at === rows.length - 1}
            onClick={() => at < rows.length - 1 && onMove(at + 1)}
          >
            ↓<span className="hidden">next row</span>
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </header>
        {row[pointer] !== undefined && event === null && (
          <p className="mute small">Loading the full log event …</p>
        )}
        {event?.ok === false && <FailureNote failure={event.failure} />}
        <dl>
          {inOrder(fields).map(([name, value]) => (
            <div key={name}>
              <dt>
                <LogText text={name} />
              </dt>
              <dd className="log">
                <LongText key={`${at}`} text={textOf(name, value)} />
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  )
}
