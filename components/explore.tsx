'use client'

import { type KeyboardEvent, useRef, useState } from 'react'
import type { Failure } from '@/lib/failure'
import { bytes, full } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'
import { LogText } from './log-text'
import { FailureNote, Nothing } from './panel'
import { type Frame, Shell } from './shell'
import { useSource } from './use-reading'

type Answer =
  | {
      ok: true
      columns: string[]
      rows: Record<string, string>[]
      bytesScanned: number
      recordsScanned: number
      recordsMatched: number
      durationMs: number
    }
  | { ok: false; failure: Failure }

interface Props extends Frame {
  query?: string
  first: { source: SourceStatus | null }
}

const sample = `fields @timestamp, status, request, city
| filter status >= 500
| sort @timestamp desc
| limit 50`
const mostShown = 500

/** A plain box for any Logs Insights query over the chosen period. */
export function Explore({ first, query, view, window, zone, nowMs }: Props) {
  const source = useSource(first.source)
  const [text, setText] = useState(query ?? sample)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const running = useRef<AbortController | null>(null)
  const [busy, setBusy] = useState(false)

  const stop = () => running.current?.abort()
  const run = async () => {
    stop()
    const mine = new AbortController()
    running.current = mine
    setBusy(true)
    try {
      const response = await fetch('/api/explore', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: text, from: window.fromMs, to: window.toMs }),
        signal: mine.signal,
      })
      const given = (await response.json()) as Answer | { error: { message: string } }
      setAnswer(
        'error' in given
          ? {
              ok: false,
              failure: {
                kind: 'failed',
                message: given.error.message,
                remedy: 'Correct it and run again.',
              },
            }
          : given,
      )
    } catch {
      if (!mine.signal.aborted) {
        setAnswer({
          ok: false,
          failure: {
            kind: 'unreachable',
            message: 'The CafeWatch server cannot be reached.',
            remedy: 'Check that it is running.',
          },
        })
      }
    } finally {
      if (running.current === mine) setBusy(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void run()
  }
  const place = answer?.ok === false ? answer.failure.place : undefined

  return (
    <Shell path="/explore" view={view} window={window} zone={zone} nowMs={nowMs} source={source}>
      <section className="card panel explore" aria-labelledby="explore">
        <header>
          <h1 id="explore" style={{ fontSize: 18 }}>
            Explore
          </h1>
          <span className="mute small">
            any Logs Insights query over the chosen period; client addresses are shown as networks
          </span>
        </header>
        <label className="hidden" htmlFor="query">
          Logs Insights query
        </label>
        <textarea
          id="query"
          spellCheck={false}
          maxLength={10_000}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="bar">
          <button className="button" type="button" onClick={run} disabled={busy}>
            {busy ? 'Running …' : 'Run query'}
          </button>
          {busy && (
            <button className="button plain" type="button" onClick={stop}>
              Stop
            </button>
          )}
          <span className="small mute">Ctrl or Cmd + Enter</span>
        </div>
        <div aria-live="polite">
          {answer?.ok === false && (
            <>
              <FailureNote failure={answer.failure} />
              {place && (
                <pre>
                  {text.slice(0, place.start)}
                  <mark>{text.slice(place.start, place.end) || '⏎'}</mark>
                  {text.slice(place.end)}
                </pre>
              )}
            </>
          )}
          {answer?.ok && (
            <p className="small mute">
              {full(answer.rows.length)} rows · {full(answer.recordsMatched)} of{' '}
              {full(answer.recordsScanned)} log events matched · {bytes(answer.bytesScanned)}{' '}
              scanned · {full(answer.durationMs)} ms
            </p>
          )}
          {answer?.ok && answer.rows.length === 0 && (
            <Nothing title="No rows">Nothing in this period matches the query.</Nothing>
          )}
        </div>
        {answer?.ok && answer.rows.length > 0 && (
          <div className="scroll">
            <table>
              <caption className="hidden">Result of the query</caption>
              <thead>
                <tr>
                  {answer.columns.map((name) => (
                    <th key={name}>
                      <LogText text={name} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {answer.rows.slice(0, mostShown).map((row, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
                  <tr key={at}>
                    {answer.columns.map((name) => (
                      <td key={name} className={name === '@message' ? 'log' : undefined}>
                        <LogText text={row[name] ?? ''} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {answer?.ok && answer.rows.length > mostShown && (
          <p className="small mute">The first {mostShown} rows are shown.</p>
        )}
      </section>
    </Shell>
  )
}
