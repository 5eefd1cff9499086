'use client'

import { AlarmSeries } from '@/components/charts/alarm-series'
import { AsOf, Card, Disclosure } from '@/components/shell/card'
import type { Clock, Frame } from '@/components/shell/frame'
import { Answered, Nothing, StillReading } from '@/components/shell/panel'
import type { Later } from '@/components/shell/refresh'
import { Shell } from '@/components/shell/shell'
import { useKnown } from '@/components/shell/use-known'
import { useReading, useSource } from '@/components/shell/use-reading'
import { timesIn, useZone } from '@/components/shell/zone'
import type { Alarm, AlarmEvent, AlarmReading } from '@/lib/alarms/alarm'
import { reasonInZone } from '@/lib/alarms/reason-in-zone'
import type { AlarmState } from '@/lib/alarms/state'
import { conditionOf, lastValue } from '@/lib/alarms/words'
import { day, full, moment, seconds } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'
import type { TimeRange } from '@/lib/time'
import { viewHref, writeView } from '@/lib/view'
import { AlarmActions } from './alarm-actions'
import { coveredPart, Pending, StateHistory, StateWord, sinceOf, whyPending } from './alarm-state'
import styles from './alarms.module.css'
import { backTestHref } from './back-test-href'
import { HeldBanners, muteWords } from './held'

type Known = Extract<AlarmReading, { ok: true }>

const words: Record<AlarmState, string> = {
  ALARM: 'goes into alarm',
  OK: 'returns to OK',
  INSUFFICIENT_DATA: 'has insufficient data',
}

/** Who is notified, in a sentence: recipients of the same states stand together. */
function notifies({ alarm, notifications }: Known): string {
  const states = new Map<string, string[]>()
  for (const { state, recipients } of notifications) {
    if (recipients.length === 0) continue
    const names = recipients.join(', ')
    states.set(names, [...(states.get(names) ?? []), `when it ${words[state]}`])
  }
  if (states.size === 0) return 'No one is notified.'
  const parts = [...states].map(([names, when]) => `${names} ${when.join(' and ')}`)
  const sentence = `Notifies ${parts.join('; ')}.`
  return alarm.actionsEnabled
    ? sentence
    : `Actions are off, so no one is notified. When on: ${sentence}`
}

function Definition({ metric }: { metric: NonNullable<Alarm['metric']> }) {
  const measured: [string, string][] = metric.math
    ? metric.math.map(({ id, text, evaluated }) => [evaluated ? `${id} (evaluated)` : id, text])
    : [
        ['metric', `${metric.namespace} / ${metric.name}`],
        ['statistic', metric.statistic],
      ]
  const rows: [string, string][] = [
    ...measured,
    ['threshold', `${metric.comparison} ${metric.threshold}`],
    ['period', `${metric.periodSeconds} s`],
    ['datapoints to alarm', `${metric.datapointsToAlarm} of ${metric.evaluationPeriods}`],
    ['missing data', metric.treatMissingData],
  ]
  return (
    <Disclosure summary="definition">
      <dl className={styles.facts}>
        {rows.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  )
}

interface DetailsProps extends Frame {
  known: Known
  pending: boolean
  covered: TimeRange | null
}

function Details({ known, pending, covered, ...frame }: DetailsProps) {
  const { alarm, columns } = known
  const { metric } = alarm
  return (
    <>
      {alarm.description && <p>{alarm.description}</p>}
      <p className="small">
        {conditionOf(alarm)} {notifies(known)}
      </p>
      {!pending && (
        <p className="small mute">{reasonInZone(alarm.reason, frame.nowMs, frame.zone)}</p>
      )}
      {metric && (
        <>
          <h2 className={styles.sub}>
            {metric.math ? 'Result' : `${metric.statistic} of ${metric.name}`}{' '}
            <span className="mute small">{lastValue(alarm)}</span>
          </h2>
          <AlarmSeries columns={columns} metric={metric} zone={frame.zone} />
        </>
      )}
      {covered && <StateHistory {...frame} alarm={alarm} covered={covered} />}
      {metric && <Definition metric={metric} />}
    </>
  )
}

const maxEvents = 100

function What({ event, ...clock }: Clock & { event: AlarmEvent }) {
  switch (event.kind) {
    case 'changed':
      return (
        <>
          <StateWord state={event.from} /> <span aria-hidden="true">→</span>
          <span className="hidden">to</span> <StateWord state={event.to} />
          <span className={`${styles.detail} mute`}>
            {reasonInZone(event.reason, clock.nowMs, clock.zone)}
          </span>
        </>
      )
    case 'notified':
    case 'not notified':
      return (
        <>
          {event.kind === 'notified' ? (
            <b className="good">✓ notified</b>
          ) : (
            <b className="bad">✕ could not notify</b>
          )}{' '}
          {event.recipient}
          {event.detail && <span className={`${styles.detail} mute`}>{event.detail}</span>}
        </>
      )
    case 'configured':
      return <span className="mute">{event.summary}</span>
    case 'acknowledged':
      return (
        <>
          <b>✓ seen by {event.by}</b>
          {event.note && <span className={styles.detail}>{event.note}</span>}
        </>
      )
    case 'not acknowledged':
      return <span className="mute">acknowledgement taken back</span>
    case 'muted':
      return <b>⊘ muted {muteWords(event, clock)}</b>
    case 'mute ended':
      return <span className="mute">mute ended</span>
    case 'held back':
      return (
        <>
          <b>⊘ no one was notified</b> of <StateWord state={event.state} />: it was muted
        </>
      )
  }
}

/** What happened to an alarm, newest first. */
function AlarmEvents({ events, zone, nowMs }: Clock & { events: AlarmEvent[] }) {
  if (events.length === 0)
    return <Nothing title="No events">The state did not change in this period.</Nothing>
  const today = day(nowMs, zone)
  const when = (ms: number) =>
    `${day(ms, zone) === today ? '' : `${day(ms, zone)} `}${seconds(ms, zone)}`
  return (
    <>
      <ol className={styles.events}>
        {events.slice(0, maxEvents).map((event) => (
          <li key={`${event.kind} ${event.atMs} ${'recipient' in event ? event.recipient : ''}`}>
            <time className="mute" dateTime={new Date(event.atMs).toISOString()}>
              {when(event.atMs)}
            </time>
            <div>
              <What event={event} zone={zone} nowMs={nowMs} />
            </div>
          </li>
        ))}
      </ol>
      {events.length > maxEvents && (
        <p className="mute small">
          {full(events.length - maxEvents)} earlier events are not shown. Choose a shorter period to
          see them.
        </p>
      )}
    </>
  )
}

const notifiedOf = ({ notifications }: Known) => [
  ...new Set(notifications.flatMap(({ recipients }) => recipients)),
]

interface Props extends Frame {
  name: string
  first: { alarm: AlarmReading | null; source: SourceStatus | null; later: Later }
}

/** One alarm: its datapoints against the threshold, its states, its history and its notifications. */
export function AlarmPage({ name, first, ...given }: Props) {
  const frame = { ...given, zone: useZone(given.zone) }
  const { view, zone, nowMs } = frame
  const current = useSource(first.source)
  const path = `/alarms/${encodeURIComponent(name)}`
  const url = `/api${path}${writeView(view)}`
  const live = useReading<AlarmReading>(url, first.alarm, current.everyMs, first.later.alarm)
  const { reading, problem } = live
  const source = useKnown(current, [live], nowMs)
  const known = reading?.ok ? reading : null
  const alarm = known?.alarm
  const sinceMs = alarm ? sinceOf(alarm, source) : null
  const asOf = { zone, nowMs: known?.asOfMs ?? nowMs }
  const pending = alarm?.state === 'ALARM' ? null : whyPending(source, asOf)
  const doing = { ...asOf, url: `/api${path}`, onDone: live.again }
  return (
    <Shell path={path} {...frame} source={source}>
      <Card
        id="alarm"
        title={name}
        level={1}
        mark={alarm && (pending ? <Pending why={pending} /> : <StateWord state={alarm.state} />)}
        about={sinceMs !== null && !pending && `since ${moment(sinceMs, nowMs, zone)}`}
        aside={<a href={viewHref('/alarms', { range: view.range })}>All alarms</a>}
        footer={
          known && (
            <>
              <AsOf atMs={known.asOfMs} zone={zone} problem={problem}>
                , {timesIn(frame)}
              </AsOf>
              {known.notes.map((note) => (
                <span key={note}>{note}</span>
              ))}
              {alarm?.metric && (
                <a href={backTestHref(name, view.range)}>When would it have fired?</a>
              )}
            </>
          )
        }
      >
        <Answered reading={reading}>
          {(known) => (
            <>
              {source.reading?.mode !== 'recorded' && (
                <>
                  <HeldBanners {...doing} alarm={known.alarm} />
                  <AlarmActions
                    {...frame}
                    {...doing}
                    alarm={known.alarm}
                    notified={notifiedOf(known)}
                  />
                </>
              )}
              <Details
                {...frame}
                known={known}
                pending={pending !== null}
                covered={coveredPart(source, frame.window, known.asOfMs)}
              />
            </>
          )}
        </Answered>
      </Card>
      {known && (
        <Card
          id="happened"
          title="History and notifications"
          about="in the selected period, newest first"
        >
          {source.loading && known.events.length === 0 ? (
            <StillReading source={source} />
          ) : (
            <AlarmEvents {...frame} events={known.events} />
          )}
        </Card>
      )}
    </Shell>
  )
}
