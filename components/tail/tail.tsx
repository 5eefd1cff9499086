'use client'

import { useEffect, useReducer, useState } from 'react'
import button from '@/components/shell/button.module.css'
import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { FailureNote, Note, Nothing } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { useSource } from '@/components/shell/use-reading'
import type { SourceStatus } from '@/lib/source'
import { TailBar } from './bar'
import { nextLines, noLines } from './lines'
import { TailList } from './list'
import { TailEmpty, TailStatus } from './status'
import styles from './tail.module.css'
import { useSpaceKey } from './use-space-key'
import { useStillThere } from './use-still-there'
import { useTail } from './use-tail'

interface Props extends Frame {
  mode: SourceStatus['mode']
  pattern: string
  /** Whether to follow from the start. */
  on: boolean
  first: { source: SourceStatus | null }
}

interface Session {
  pattern: string
  on: boolean
  attempt: number
}

/** The state stands in the address, so that it can be sent and loaded again. */
function writeAddress({ pattern, on }: Session) {
  const address = new URL(window.location.href)
  if (pattern === '') address.searchParams.delete('pattern')
  else address.searchParams.set('pattern', pattern)
  address.searchParams.set('live', on ? 'on' : 'off')
  window.history.replaceState(null, '', address)
}

/** Follows the log group with a filter pattern. */
export function Tail({ first, mode, pattern, on, view, window, zone, nowMs }: Props) {
  const source = useSource(first.source)
  const shell = { path: '/tail', view, window, zone, nowMs, source } as const
  if (mode === 'recorded') {
    return (
      <Shell {...shell}>
        <Card id="tail" title="Live tail" level={1}>
          <Nothing title="No live tail in recordings">
            These are recorded answers, so no new lines arrive. Start with CLOUDWATCH=local or
            CLOUDWATCH=aws to follow a log.
          </Nothing>
        </Card>
      </Shell>
    )
  }
  return (
    <Shell {...shell}>
      <LiveTail
        paid={mode === 'aws'}
        start={{ pattern, on, attempt: 0 }}
        zone={zone}
        newestMs={source.reading?.newestEventMs ?? null}
        loading={source.loading}
        shownFailure={source.reading?.failure?.message}
      />
    </Shell>
  )
}

interface LiveProps {
  /** A session costs by the minute. */
  paid: boolean
  start: Session
  zone: string
  newestMs: number | null
  /** The log is still being read. */
  loading: boolean
  /** A failure that stands above already. */
  shownFailure?: string
}

function LiveTail({ paid, start, zone, newestMs, loading, shownFailure }: LiveProps) {
  const [text, setText] = useState(start.pattern)
  const [session, setSession] = useState(start)
  const [paused, setPaused] = useState(false)
  const [following, setFollowing] = useState(true)
  const [ended, setEnded] = useState<string | null>(null)
  const [lines, change] = useReducer(nextLines, noLines)
  const hold = paused || !following

  const connection = useTail({
    ...session,
    onUpdate: (update) => change({ kind: 'arrived', update, hold }),
    onGap: (fromMs, toMs) => change({ kind: 'gap', fromMs, toMs, hold }),
  })
  const failure = connection.state === 'failed' ? connection.failure : null
  const wrong = failure?.kind === 'malformed-query' ? failure : null
  const running = session.on && !failure

  useEffect(() => {
    if (!hold) change({ kind: 'released' })
  }, [hold])

  const go = (next: Partial<Session>) => {
    const changed = { ...session, ...next, attempt: session.attempt + 1 }
    setSession(changed)
    setPaused(false)
    setEnded(null)
    writeAddress(changed)
  }
  const begin = (wanted: string) => {
    if (wanted !== session.pattern) change({ kind: 'cleared' })
    setFollowing(true)
    go({ pattern: wanted, on: true })
  }
  const stillThere = useStillThere(paid && running, (reason) => {
    go({ on: false })
    setEnded(reason)
  })
  useSpaceKey(() => running && setPaused(!paused))

  return (
    <Card
      id="tail"
      title="Live tail"
      level={1}
      about={`new lines as they arrive; times in ${zone}; client addresses are masked`}
    >
      {paid && (
        <p className={`${styles.cost} small mute`}>
          Amazon bills Live Tail by the minute: $0.01 after the first 1,800 minutes of a month. It
          ends when this tab is hidden for five minutes, and asks after an hour.
        </p>
      )}
      <TailBar
        text={text}
        onText={setText}
        onSubmit={begin}
        running={running ? session.pattern : null}
        paused={paused}
        onPause={() => setPaused(!paused)}
        onStop={() => go({ on: false })}
        onClear={() => change({ kind: 'cleared' })}
        empty={lines.shown.length === 0 && lines.waiting.length === 0}
        wrong={wrong}
      />
      {failure && !wrong && failure.message !== shownFailure && (
        <div className={styles.problem}>
          <FailureNote failure={failure} />
        </div>
      )}
      {stillThere.asking && (
        <div className={styles.notice} role="alertdialog" aria-label="Still there?">
          <Note>
            <b>Still there?</b> An hour has passed, and every minute is billed. Live tail ends in
            one minute unless you continue.{' '}
            <button className={button.primary} type="button" onClick={stillThere.stay}>
              Keep following
            </button>
          </Note>
        </div>
      )}
      {ended && (
        <div className={styles.notice}>
          <Note role="status">{ended}</Note>
        </div>
      )}
      <TailStatus connection={connection} paused={paused} lines={lines} zone={zone} />
      {lines.shown.length > 0 ? (
        <TailList
          entries={lines.shown}
          zone={zone}
          waiting={paused ? 0 : lines.waiting.length}
          following={following}
          onFollow={setFollowing}
        />
      ) : (
        <div className={`${styles.scroll} ${styles.empty}`}>
          <TailEmpty
            connection={connection}
            loading={loading}
            matching={session.pattern !== ''}
            newestMs={newestMs}
            zone={zone}
          />
        </div>
      )}
    </Card>
  )
}
