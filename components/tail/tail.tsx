'use client'

import button from '@/components/shell/button.module.css'
import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { FailureNote, Note, Nothing } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { useKnown } from '@/components/shell/use-known'
import { type CurrentSource, useSource } from '@/components/shell/use-reading'
import { timesIn, useZone } from '@/components/shell/zone'
import type { SourceStatus } from '@/lib/source'
import { TailBar } from './bar'
import { TailList } from './list'
import { TailEmpty, TailStatus } from './status'
import styles from './tail.module.css'
import { type Session, useLiveTail } from './use-live-tail'

interface Props extends Frame {
  mode: SourceStatus['mode']
  pattern: string
  /** The reader sees addresses and secrets whole. */
  wholeAddresses: boolean
  on: boolean
  first: { source: SourceStatus | null }
}

/** Follows the log group with a filter pattern. */
export function Tail({ first, mode, pattern, wholeAddresses, on, ...given }: Props) {
  const frame = { ...given, zone: useZone(given.zone) }
  const source = useKnown(useSource(first.source), [], frame.nowMs)
  return (
    <Shell path="/tail" {...frame} source={source}>
      {mode === 'recorded' ? (
        <Card id="tail" title="Live tail" level={1}>
          <Nothing title="No live tail in recordings">
            These are recorded answers, so no new lines arrive. Start with CLOUDWATCH=local or
            CLOUDWATCH=aws to follow a log.
          </Nothing>
        </Card>
      ) : (
        <LiveTail
          paid={mode === 'aws'}
          wholeAddresses={wholeAddresses}
          start={{ pattern, on, attempt: 0 }}
          zone={frame.zone}
          times={timesIn(frame)}
          source={source}
        />
      )}
    </Shell>
  )
}

interface LiveProps {
  /** A session costs by the minute. */
  paid: boolean
  wholeAddresses: boolean
  start: Session
  zone: string
  /** What is said of its times. */
  times: string
  source: CurrentSource
}

function LiveTail({ paid, wholeAddresses, start, zone, times, source }: LiveProps) {
  const tail = useLiveTail(start, paid)
  const { failure, stillThere, ended, lines } = tail
  // The bar explains a wrong pattern, and the page's notices a failure of the source.
  const explained =
    failure?.kind === 'malformed-query' || failure?.message === source.reading?.failure?.message
  return (
    <Card
      id="tail"
      title="Live tail"
      level={1}
      about={`new lines as they arrive; ${times}; ${wholeAddresses ? 'client addresses and secrets are shown whole, and each look is written into the audit log' : 'client addresses are masked'}`}
    >
      {paid && (
        <p className={`${styles.cost} small mute`}>
          Amazon bills Live Tail by the minute: $0.01 after the first 1,800 minutes of a month. It
          ends when this tab is hidden for five minutes, and asks after an hour.
        </p>
      )}
      <TailBar tail={tail} />
      {failure && !explained && (
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
      <TailStatus tail={tail} zone={zone} />
      {lines.shown.length > 0 ? (
        <TailList tail={tail} zone={zone} />
      ) : (
        <div className={`${styles.scroll} ${styles.empty}`}>
          <TailEmpty tail={tail} source={source} zone={zone} />
        </div>
      )}
    </Card>
  )
}
