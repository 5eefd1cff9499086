'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { readPieces } from '@/components/shell/read-pieces'
import { json, unreachable } from '@/components/shell/send'
import { withBase } from '@/lib/base-path'
import type { ExploreLine, Scanned, Table } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import { type View, writeView } from '@/lib/view'
import type { Window } from '@/lib/window'

/** One run of a query and what there is of its answer so far. */
export interface Run {
  text: string
  state: 'running' | 'complete' | 'stopped' | 'failed'
  window: Window | null
  table: Table
  /** The table is that of the query before. */
  stale: boolean
  scanned: Scanned
  more: boolean
  failure: Failure | null
}

const nothing: Table = { columns: [], rows: [] }
const none: Scanned = { bytesScanned: 0, recordsScanned: 0, recordsMatched: 0, elapsedMs: 0 }

function next(run: Run, line: ExploreLine): Run {
  switch (line.kind) {
    case 'started':
      return { ...run, window: line.window }
    case 'progress': {
      const { columns, rows, kind: _, ...scanned } = line
      if (rows.length === 0) return { ...run, scanned }
      return { ...run, scanned, table: { columns, rows }, stale: false }
    }
    case 'complete': {
      const { columns, rows, more, kind: _, ...scanned } = line
      return { ...run, state: 'complete', scanned, more, table: { columns, rows }, stale: false }
    }
    case 'failed':
      return { ...ended(run), state: 'failed', failure: line.failure }
  }
}

/** An end without the whole answer: what was of the query before is no part of it. */
const ended = (run: Run): Run => (run.stale ? { ...run, table: nothing, stale: false } : run)

const failed = (failure: Failure): ExploreLine => ({ kind: 'failed', failure })
const lost = failed(unreachable('Check that it is running, then run the query again.'))

/** Runs queries one at a time; a run that is left or replaced is stopped on the server too. */
export function useRun(view: View) {
  const [run, setRun] = useState<Run | null>(null)
  const running = useRef<AbortController>(null)
  const range = writeView({ range: view.range })

  const stop = useCallback(() => {
    running.current?.abort()
    running.current = null
  }, [])
  useEffect(() => stop, [stop])

  const start = useCallback(
    async (text: string) => {
      stop()
      const controller = new AbortController()
      running.current = controller
      const apply = (change: (run: Run) => Run) =>
        setRun((run) => (run && running.current === controller ? change(run) : run))
      setRun((before) => ({
        text,
        state: 'running',
        window: null,
        table: before?.table ?? nothing,
        stale: true,
        scanned: none,
        more: false,
        failure: null,
      }))
      controller.signal.addEventListener('abort', () =>
        setRun(
          (run) => run && (run.state === 'running' ? { ...ended(run), state: 'stopped' } : run),
        ),
      )
      try {
        const response = await fetch(
          withBase(`/api/explore${range}`),
          json('POST', { query: text }, controller.signal),
        )
        let finished = false
        for await (const text of readPieces(response.body ?? new ReadableStream(), '\n')) {
          const line = JSON.parse(text) as ExploreLine | { error: { message: string } }
          const change =
            'error' in line
              ? failed({
                  kind: 'failed',
                  message: `The query was not accepted: ${line.error.message}.`,
                  remedy: 'Correct it and run it again.',
                })
              : line
          finished ||= change.kind === 'complete' || change.kind === 'failed'
          apply((run) => next(run, change))
        }
        if (!finished) apply((run) => next(run, lost))
      } catch {
        if (!controller.signal.aborted) apply((run) => next(run, lost))
      }
    },
    [range, stop],
  )
  return { run, start, stop }
}
