'use client'

import button from '@/components/shell/button.module.css'
import { useMay } from '@/components/shell/caller'
import { Disclosure } from '@/components/shell/card'
import type { Clock } from '@/components/shell/frame'
import { LogText } from '@/components/shell/log-text'
import { useAction } from '@/components/shell/use-action'
import { withBase } from '@/lib/base-path'
import type { Gap as GapResult, Proposal } from '@/lib/blind-spots/result'
import { counted, full, moment } from '@/lib/format'
import { incidentPath } from '@/lib/orders/incidents/incident-note'
import { missedText } from '@/lib/orders/words/missed'
import type { TimeRange } from '@/lib/time'
import styles from './alarms.module.css'
import { backTestHref, proposedBackTestHref } from './back-test-href'
import { CopyText } from './copy-text'

export interface GapContext extends Clock {
  /** What proposals were judged over. */
  judged: TimeRange
  /** Whether an alarm can be created from here. */
  mayCreate: boolean
  onCreated: () => void
}

/** What its back-test says of it over the period. */
function inWholePeriod({ raised, falseAlarms }: Proposal): string {
  const total = `${counted(raised.minutes, 'minute')} in alarm in total`
  if (raised.times === 1) return `and at no other time in this period: ${total}`
  const inVain =
    falseAlarms.minutes === 0
      ? 'always during an incident'
      : `${full(falseAlarms.minutes)} of them outside of incidents`
  return `${counted(raised.times, 'time')} in this period: ${total}, ${inVain}`
}

type ProposedProps = GapContext & { proposal: Proposal }

/** An alarm that would have seen a gap, ready to be created. */
function Proposed({ proposal, judged, mayCreate, onCreated, zone, nowMs }: ProposedProps) {
  const { filters, alarm, firesAtMs, delayMinutes } = proposal
  const mayAct = useMay('operator')
  const { state, why, begin } = useAction('/api/alarms', onCreated)
  const testHref =
    state === 'done' ? backTestHref(alarm.name, judged) : proposedBackTestHref(proposal, judged)
  return (
    <div className={styles.proposal}>
      <p className="small">
        An alarm <b>{alarm.name}</b> would have fired at <b>{moment(firesAtMs, nowMs, zone)}</b>
        {`, ${counted(delayMinutes, 'minute')} after it began, ${inWholePeriod(proposal)}. `}
        {testHref && <a href={testHref}>When would it have fired?</a>}
      </p>
      <div className={styles.actions}>
        {mayCreate && mayAct && state !== 'done' && (
          <button
            type="button"
            className={button.slim}
            onClick={() => begin({ filters, alarm })}
            disabled={state === 'running'}
          >
            {state === 'running' ? 'Creating …' : 'Create alarm'}
          </button>
        )}
        <Disclosure summary="Site file entry">
          <CopyText text={proposal.siteFile} what="entry" />
        </Disclosure>
        <Disclosure summary="AWS commands">
          <CopyText text={proposal.commands.join('\n')} what="commands" />
        </Disclosure>
      </div>
      {!mayCreate && filters.length > 0 && (
        <p className="small mute">
          CloudWatch counts from the moment a metric filter is made: of the time before, the alarm
          knows nothing.
        </p>
      )}
      <p className="small" aria-live="polite">
        {state === 'done' && (
          <>
            <b className="good">✓ Alarm created.</b> Evaluation starts with the next minute. Add the
            entry to the site file to have it on every machine.
          </>
        )}
        {state === 'refused' && (
          <>
            <b className="bad">✕ Alarm not created.</b> {why}
          </>
        )}
      </p>
    </div>
  )
}

/** In the same words as its incident. */
function Harm({ gap: { missedOrders, incident } }: { gap: GapResult }) {
  const text = missedText({ lostOrders: missedOrders, lostMoney: null })
  return (
    <>
      {text && ` ${text.charAt(0).toUpperCase()}${text.slice(1)}.`}
      {incident && (
        <>
          {' '}
          <a href={withBase(incidentPath({ id: incident }))}>The incident</a>.
        </>
      )}
    </>
  )
}

/** Which alarms watch it and were not raised, and which of them could not be. */
function watchingWords({ silentAlarms, laterAlarms }: GapResult): string {
  const watching = (names: readonly string[]) =>
    `${names.join(', ')} watch${names.length === 1 ? 'es' : ''} such requests`
  const silent = silentAlarms.length > 0 ? ` ${watching(silentAlarms)} but did not fire.` : ''
  const later =
    laterAlarms.length > 0
      ? ` ${watching(laterAlarms)} now, but ${laterAlarms.length === 1 ? 'was' : 'were'} not evaluated then.`
      : ''
  return silent + later
}

/** An incident that no alarm detected: what failed, for how long, what it cost, and which alarm would have fired. */
export function Gap({ gap, ...context }: GapContext & { gap: GapResult }) {
  const { zone, nowMs } = context
  const { kind, request, status, fromMs, toMs, minutes, requests, clients } = gap
  return (
    <article className={styles.gap}>
      <p className={styles.head}>
        <b className="bad">
          {kind === 'no-orders' ? (
            gap.ordersStopped ? (
              'Visitors came, but no one ordered'
            ) : (
              'Fewer orders came than usual'
            )
          ) : (
            <>
              {status ?? 'no status'} on <LogText text={request ?? 'an unknown request'} />
            </>
          )}
        </b>
        <span className={styles.since}>
          {moment(fromMs, nowMs, zone)} to {moment(toMs, nowMs, zone)}
        </span>
      </p>
      <p className="small">
        Alarms detected <b>0 of {counted(minutes, 'minute')}</b>.{' '}
        {kind === 'no-orders'
          ? `${counted(requests, 'visit')}${gap.ordersStopped ? ' without an order' : ''}.`
          : `${counted(requests, 'failed request')}${clients === null ? '' : ` from ${counted(clients, 'client')}`}.`}
        <Harm gap={gap} />
        {watchingWords(gap)}
      </p>
      {gap.watchedSince && (
        <p className="small">
          <b className="good">✓ {gap.watchedSince.alarm}</b> was created or changed later. It would
          have fired at {moment(gap.watchedSince.firesAtMs, nowMs, zone)}.
        </p>
      )}
      {gap.proposal && <Proposed {...context} proposal={gap.proposal} />}
      {gap.noProposal && <p className="small mute">{gap.noProposal}</p>}
    </article>
  )
}
