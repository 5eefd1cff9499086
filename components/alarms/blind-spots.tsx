'use client'

import { useState } from 'react'
import { LogText } from '@/components/shell/log-text'
import { FailureNote, Nothing } from '@/components/shell/panel'
import { readingUrl, useReading } from '@/components/shell/use-reading'
import { likelyOrders } from '@/lib/blind-spots/likely-orders'
import type { BlindSpotsReading, Gap } from '@/lib/blind-spots/result'
import { bytes, counted, full, moment, seconds } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'
import { type View, writeView } from '@/lib/view'
import { Proposed } from './proposal'

interface Where {
  zone: string
  nowMs: number
  /** The alarms are others now. */
  onAdopted: () => void
}

function Missed({
  gap,
  mayAdopt,
  onAdopted,
  zone,
  nowMs,
}: Where & { gap: Gap; mayAdopt: boolean }) {
  const { kind, request, status, fromMs, toMs, minutes, requests, clients, missedOrders } = gap
  const until = moment(toMs, nowMs, zone)
  const { low, high } = likelyOrders(missedOrders)
  const harm =
    missedOrders >= 1
      ? ` About ${counted(Math.round(missedOrders), 'order')} did not come (${full(low)} to ${full(high)}, as chance has it).`
      : ''
  return (
    <article className="gap">
      <p className="head">
        <b className="bad">
          {kind === 'no-orders' ? (
            'Visitors came and nobody ordered'
          ) : (
            <>
              {status ?? 'no status'} on <LogText text={request ?? 'an unknown request'} />
            </>
          )}
        </b>
        <span className="since">
          {moment(fromMs, nowMs, zone)} to {until}
        </span>
      </p>
      <p className="small">
        Alarms saw <b>0 of {counted(minutes, 'minute')}</b>.{' '}
        {kind === 'no-orders'
          ? `${counted(requests, 'visit')} came.`
          : `${counted(requests, 'request')} failed${clients === null ? '' : `, of ${counted(clients, 'client')}`}.`}
        {harm}
        {gap.silentAlarms.length > 0 &&
          ` ${gap.silentAlarms.join(', ')} look${gap.silentAlarms.length === 1 ? 's' : ''} at such requests and stayed quiet.`}
      </p>
      {gap.watchedSince && (
        <p className="small">
          <b className="ok">✓ {gap.watchedSince.alarm}</b> was made or changed since. It would have
          fired at {moment(gap.watchedSince.firesAtMs, nowMs, zone)}.
        </p>
      )}
      {gap.proposal && (
        <Proposed
          proposal={gap.proposal}
          mayAdopt={mayAdopt}
          onAdopted={onAdopted}
          zone={zone}
          nowMs={nowMs}
        />
      )}
      {gap.noProposal && <p className="small mute">{gap.noProposal}</p>}
    </article>
  )
}

type Known = Extract<BlindSpotsReading, { ok: true }>

function Found({
  known,
  mayAdopt,
  onAdopted,
  zone,
  nowMs,
}: Where & { known: Known; mayAdopt: boolean }) {
  const { gaps, more, incidents, seen } = known
  return (
    <>
      {known.notKnown.map((sentence) => (
        <p className="small" key={sentence}>
          {sentence}
        </p>
      ))}
      {incidents === 0 && (
        <Nothing title="Nothing of weight failed in this period">
          A lone 404 is no incident. Choose a longer period to look further back.
        </Nothing>
      )}
      {incidents > 0 && gaps.length === 0 && (
        <p>
          <b className="ok">✓ Alarms saw every incident</b> of this period: {full(seen)} of{' '}
          {full(incidents)}.
        </p>
      )}
      {gaps.length > 0 && (
        <p className="small mute">
          Alarms saw {full(seen)} of {counted(incidents, 'incident')}.
        </p>
      )}
      {gaps.map((gap) => (
        <Missed
          key={`${gap.kind} ${gap.request} ${gap.status} ${gap.fromMs}`}
          gap={gap}
          mayAdopt={mayAdopt}
          onAdopted={onAdopted}
          zone={zone}
          nowMs={nowMs}
        />
      ))}
      {more > 0 && <p className="small mute">and {full(more)} that did less harm</p>}
    </>
  )
}

const everyMs = 5 * 60_000

function Looking({
  view,
  mayAdopt,
  onAdopted,
  zone,
  nowMs,
}: Where & { view: View; mayAdopt: boolean }) {
  const { reading, problem } = useReading<BlindSpotsReading>(
    readingUrl('/api/blind-spots', { range: view.range }),
    null,
    everyMs,
  )
  if (reading === null) return <Nothing title="Looking for what no alarm saw …" />
  if (!reading.ok) return <FailureNote failure={reading.failure} />
  return (
    <>
      <Found known={reading} mayAdopt={mayAdopt} onAdopted={onAdopted} zone={zone} nowMs={nowMs} />
      <footer>
        <span>
          as of {seconds(reading.asOfMs, zone)}
          {problem && <b className="bad"> · not refreshed: {problem.message}</b>}
        </span>
        <span>{bytes(reading.bytesScanned)} scanned</span>
        <details className="query">
          <summary>queries</summary>
          {reading.queries.map(({ text }) => (
            <pre key={text}>{text}</pre>
          ))}
        </details>
        <a href={`/back-test${writeView({ range: view.range })}`}>try an alarm on this period</a>
      </footer>
    </>
  )
}

/** Failures of the chosen period that no alarm saw, each with an alarm that would have. */
export function BlindSpots({
  view,
  mode,
  onAdopted,
  zone,
  nowMs,
}: Where & { view: View; mode: SourceStatus['mode'] }) {
  const [asked, setAsked] = useState(mode === 'local')
  return (
    <section className="card panel" aria-labelledby="blind">
      <header>
        <h2 id="blind">What no alarm saw</h2>
        <span className="mute small">failures and silences of the chosen period, worst first</span>
      </header>
      {asked ? (
        <Looking
          view={view}
          mayAdopt={mode === 'local'}
          onAdopted={onAdopted}
          zone={zone}
          nowMs={nowMs}
        />
      ) : (
        <>
          <p className="small">
            This reads the log of the period several times, which CloudWatch bills by what it scans.
          </p>
          <div>
            <button type="button" className="button plain slim" onClick={() => setAsked(true)}>
              Look for blind spots
            </button>
          </div>
        </>
      )}
    </section>
  )
}
