import { Nothing } from '@/components/shell/panel'
import type { AlarmEvent } from '@/lib/alarms/alarm'
import { day, full, seconds } from '@/lib/format'
import { StateWord } from './alarm-state'

const most = 100

function What({ event }: { event: AlarmEvent }) {
  switch (event.kind) {
    case 'changed':
      return (
        <>
          <StateWord state={event.from} /> <span aria-hidden="true">→</span>
          <span className="hidden">to</span> <StateWord state={event.to} />
          <span className="detail mute">{event.reason}</span>
        </>
      )
    case 'notified':
      return (
        <>
          <b className="ok">✓ told</b> {event.recipient}
          {event.detail && <span className="detail mute">{event.detail}</span>}
        </>
      )
    case 'not notified':
      return (
        <>
          <b className="bad">✕ could not tell</b> {event.recipient}
          {event.detail && <span className="detail mute">{event.detail}</span>}
        </>
      )
    case 'configured':
      return <span className="mute">{event.summary}</span>
  }
}

/** What happened to an alarm, newest first. */
export function AlarmEvents({
  events,
  zone,
  nowMs,
}: {
  events: AlarmEvent[]
  zone: string
  nowMs: number
}) {
  if (events.length === 0)
    return <Nothing title="Nothing happened">It did not change its state in this period.</Nothing>
  const today = day(nowMs, zone)
  const when = (ms: number) =>
    `${day(ms, zone) === today ? '' : `${day(ms, zone)} `}${seconds(ms, zone)}`
  return (
    <>
      <ol className="events">
        {events.slice(0, most).map((event) => (
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
      {events.length > most && (
        <p className="mute small">
          and {full(events.length - most)} earlier; choose a shorter period to see them
        </p>
      )}
    </>
  )
}
