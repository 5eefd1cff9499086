import type { Clock } from '@/components/shell/frame'
import { Nothing } from '@/components/shell/panel'
import type { AlarmEvent } from '@/lib/alarms/alarm'
import { day, full, seconds } from '@/lib/format'
import { StateWord } from './alarm-state'
import styles from './alarms.module.css'

const maxEvents = 100

function What({ event }: { event: AlarmEvent }) {
  switch (event.kind) {
    case 'changed':
      return (
        <>
          <StateWord state={event.from} /> <span aria-hidden="true">→</span>
          <span className="hidden">to</span> <StateWord state={event.to} />
          <span className={`${styles.detail} mute`}>{event.reason}</span>
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
  }
}

/** What happened to an alarm, newest first. */
export function AlarmEvents({ events, zone, nowMs }: Clock & { events: AlarmEvent[] }) {
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
              <What event={event} />
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
