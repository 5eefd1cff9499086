import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { LogText } from '@/components/shell/log-text'
import { FailureNote } from '@/components/shell/panel'
import { day, full, seconds } from '@/lib/format'
import type { IncidentEvidence } from '@/lib/orders/incidents/incident-evidence'
import { type Happening, timeLineOf } from '@/lib/orders/incidents/incident-time-line'
import { viewHref } from '@/lib/view'
import styles from './incidents.module.css'

const maxShown = 40
const marks: Record<Happening['tone'], string> = { good: '✓', bad: '✕', plain: '•' }

/** The alarms that did not change, by the state that they were in. */
function unchangedWords({ alarms }: IncidentEvidence): string | null {
  if (!alarms.ok || alarms.unchanged.length === 0) return null
  const named = (state: string, words: string) => {
    const names = alarms.unchanged.filter((one) => one.state === state).map(({ name }) => name)
    return names.length === 0 ? [] : [`${words}: ${names.join(', ')}.`]
  }
  return [
    ...named('ALARM', 'In alarm all the time'),
    ...named('OK', 'OK all the time'),
    ...named('INSUFFICIENT_DATA', 'Without data all the time'),
  ].join(' ')
}

function When({ atMs, days, zone }: { atMs: number | null; days: boolean; zone: string }) {
  if (atMs === null) return <span className="mute">open</span>
  return (
    <time className="mute" dateTime={new Date(atMs).toISOString()}>
      {days && `${day(atMs, zone)} `}
      {seconds(atMs, zone)}
    </time>
  )
}

/** What happened, from the last good answer to the all-clear: lines, orders, alarms and messages. */
export function TimeLine({ evidence, ...frame }: Frame & { evidence: IncidentEvidence }) {
  const { alarms, lines } = evidence
  const { zone, view } = frame
  const all = timeLineOf(evidence)
  const shown = all.length <= maxShown ? all : [...all.slice(0, maxShown - 1), ...all.slice(-1)]
  const moments = all.flatMap(({ atMs }) => atMs ?? [])
  const days = new Set(moments.map((ms) => day(ms, zone))).size > 1
  const unchanged = unchangedWords(evidence)
  return (
    <Card
      id="time-line"
      title="Time line"
      footer={<a href={viewHref('/alarms', view)}>Alarms in this time</a>}
    >
      {!lines.ok && <FailureNote failure={lines.failure} />}
      {!alarms.ok && <FailureNote failure={alarms.failure} />}
      <ol className={styles.timeLine}>
        {shown.map(({ atMs, tone, title, detail }) => (
          <li key={`${atMs} ${title} ${detail}`} data-tone={atMs === null ? 'open' : tone}>
            <When atMs={atMs} days={days} zone={zone} />
            <i aria-hidden="true">{atMs === null ? '…' : marks[tone]}</i>
            <div>
              <b>{title}</b>{' '}
              <span className="mute">
                <LogText text={detail} maxLength={200} />
              </span>
            </div>
          </li>
        ))}
      </ol>
      {all.length > shown.length && (
        <p className="small mute">{full(all.length - shown.length)} later events are left out.</p>
      )}
      {alarms.ok && !alarms.isComplete && (
        <p className="small mute">The alarms had more events than are read.</p>
      )}
      {unchanged && <p className="small mute">{unchanged}</p>}
    </Card>
  )
}
