'use client'

import { useEffect, useState } from 'react'
import button from '@/components/shell/button.module.css'
import { AsOf, Card, Queries } from '@/components/shell/card'
import { isEmptyLog } from '@/components/shell/no-events'
import { FailureNote, Nothing, StillReading } from '@/components/shell/panel'
import { useReading } from '@/components/shell/use-reading'
import { withBase } from '@/lib/base-path'
import type { BlindSpotsReading } from '@/lib/blind-spots/result'
import { bytes, counted, duration, full } from '@/lib/format'
import { logState } from '@/lib/log-state'
import type { Progress } from '@/lib/progress'
import { minuteMs } from '@/lib/time'
import { writeView } from '@/lib/view'
import styles from './alarms.module.css'
import { Gap, type GapContext } from './gap'
import type { AlarmsProps } from './questions'

type Known = Extract<BlindSpotsReading, { ok: true }>

interface Log {
  /** Nearly all of the log was. */
  understood: boolean
  /** It has no line at all. */
  isEmpty: boolean
  /** It is not known how things are: what was found is from before. */
  isOld: boolean
}

type Context = Omit<GapContext, 'judged'> & Log

export function Gaps({
  known,
  understood,
  isEmpty,
  isOld,
  ...context
}: Context & { known: Known }) {
  const { gaps, more, incidents, seen, notKnown } = known
  const isWhole = notKnown.length === 0
  return (
    <>
      {notKnown.map((sentence) => (
        <p className="small" key={sentence}>
          {sentence}
        </p>
      ))}
      {incidents === 0 && isEmpty && (
        <Nothing title="Nothing has been logged yet">
          Incidents are looked for as soon as there are lines.
        </Nothing>
      )}
      {incidents === 0 && !isEmpty && !understood && (
        <Nothing title="No incidents among the lines that were understood">
          What the other lines say is not known.
        </Nothing>
      )}
      {incidents === 0 && !isEmpty && understood && (
        <Nothing
          title={isWhole ? 'No incidents in this period' : 'No incidents in what is known of it'}
        >
          A single 404 is not an incident. Choose a longer period to look further back.
        </Nothing>
      )}
      {incidents > 0 && gaps.length === 0 && (
        <p>
          {isOld || !isWhole ? (
            <b>
              Alarms {isOld ? 'had detected' : 'detected'} every incident
              {!isWhole && ' that is known'}
            </b>
          ) : (
            <b className="good">✓ Alarms detected every incident</b>
          )}{' '}
          in this period: {full(seen)} of {full(incidents)}.
          {incidents > 1 && (
            <span className="mute">
              {' '}
              Each request that failed counts by itself here; Incidents tells what belongs together.
            </span>
          )}
        </p>
      )}
      {gaps.length > 0 && (
        <p className="small mute">
          Alarms detected {full(seen)} of {counted(incidents, 'incident')}.
        </p>
      )}
      {gaps.map((gap) => (
        <Gap
          key={`${gap.kind} ${gap.request} ${gap.status} ${gap.fromMs}`}
          gap={gap}
          judged={known.range}
          {...context}
        />
      ))}
      {more > 0 && <p className="small mute">{full(more)} less severe incidents are not shown</p>}
    </>
  )
}

const unknown: Progress = {
  doing: 'Looking for blind spots',
  ...{ step: 0, steps: 1, asked: 0, answered: 0 },
}

/** What the search is at, and for how long it has been. */
export function Searching({ progress }: { progress: Progress | undefined }) {
  const [elapsedMs, setElapsedMs] = useState(0)
  useEffect(() => {
    const beganMs = Date.now()
    const timer = setInterval(() => setElapsedMs(Date.now() - beganMs), 1_000)
    return () => clearInterval(timer)
  }, [])
  const { doing, step, steps, asked, answered } = progress ?? unknown
  const share = Math.max(0, step - 1) + (asked > 0 ? answered / asked : 0)
  return (
    <Nothing title={`${doing} …`}>
      <span role="status">{step > 0 && `Step ${step} of ${steps}`}</span>
      {asked > 1 && `, ${answered} of ${asked} answers`}
      {elapsedMs >= 2_000 && ` · for ${duration(elapsedMs)}`}
      <progress
        className={styles.search}
        value={share}
        max={steps}
        aria-label="How far the search for blind spots is"
      />
    </Nothing>
  )
}

const title = {
  id: 'blind',
  title: 'Blind spots',
  about: 'incidents in the selected period that no alarm detected, worst first',
}
const everyMs = 5 * minuteMs

function Found({ range, understood, isEmpty, isOld, ...context }: Context & { range: string }) {
  const url = `/api/blind-spots${range}`
  const { reading, problem, progress } = useReading<BlindSpotsReading>(url, null, everyMs)
  return (
    <Card
      {...title}
      footer={
        reading?.ok && (
          <>
            <AsOf atMs={reading.asOfMs} zone={context.zone} problem={problem} />
            <span>{bytes(reading.bytesScanned)} scanned</span>
            <Queries texts={reading.queries.map(({ text }) => text)} />
            <a href={withBase(`/back-test${range}`)}>Back-test an alarm on this period</a>
          </>
        )
      }
    >
      {reading === null && <Searching progress={progress} />}
      {reading?.ok === false && <FailureNote failure={reading.failure} />}
      {reading?.ok && <Gaps known={reading} {...{ understood, isEmpty, isOld }} {...context} />}
    </Card>
  )
}

/** A search that is billed starts only on request. */
function Offer({ onAsk }: { onAsk: () => void }) {
  return (
    <Card {...title}>
      <p className="small">
        This scans the log of the period several times. CloudWatch bills by bytes scanned.
      </p>
      <div>
        <button type="button" className={`${button.plain} ${button.slim}`} onClick={onAsk}>
          Find blind spots
        </button>
      </div>
    </Card>
  )
}

/** Incidents of the period that no alarm detected, each with an alarm that would have. */
export function BlindSpots({ alarms, view, source, ...clock }: AlarmsProps<'alarms'>) {
  const mode = source.reading?.mode
  const [asked, setAsked] = useState(false)
  if (!mode || source.loading)
    return (
      <Card {...title}>
        <StillReading source={source} />
      </Card>
    )
  if (mode !== 'local' && !asked) return <Offer onAsk={() => setAsked(true)} />
  return (
    <Found
      {...clock}
      range={writeView({ range: view.range })}
      understood={source.reading?.ok === true && logState(source.reading) === null}
      isEmpty={isEmptyLog(source)}
      isOld={source.notKnownSinceMs != null}
      mayCreate={mode === 'local'}
      onCreated={alarms.again}
    />
  )
}
