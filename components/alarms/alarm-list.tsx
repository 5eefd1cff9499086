import type { Frame } from '@/components/shell/frame'
import { Nothing } from '@/components/shell/panel'
import type { CurrentSource } from '@/components/shell/use-reading'
import type { Alarm } from '@/lib/alarms/alarm'
import { reasonInZone } from '@/lib/alarms/reason-in-zone'
import { conditionOf, lastValue } from '@/lib/alarms/words'
import { full, moment } from '@/lib/format'
import type { TimeRange } from '@/lib/time'
import { type View, viewHref } from '@/lib/view'
import { coveredPart, Pending, StateStrip, StateWord, sinceOf, whyPending } from './alarm-state'
import styles from './alarms.module.css'
import { Held } from './held'

/** The page of one alarm, over the same period. */
export const alarmHref = (name: string, { range }: View): string =>
  viewHref(`/alarms/${encodeURIComponent(name)}`, { range })

interface Props extends Frame {
  alarms: Alarm[]
  /** Also says what each alarm evaluates and why it is in its state. */
  inFull?: boolean
  source: CurrentSource
}

interface OneProps extends Frame {
  alarm: Alarm
  inFull: boolean
  /** Why its state says nothing yet; null when it does. */
  pending: string | null
  /** Since when it is known to be in its state. */
  sinceMs: number | null
  /** What the log covers of the period. */
  covered: TimeRange | null
}

function OneAlarm({ alarm, sinceMs, covered, inFull, pending, ...frame }: OneProps) {
  const { view, window, zone, nowMs } = frame
  const { changes } = alarm
  return (
    <article className={styles.alarm}>
      <p className={styles.head}>
        {pending ? <Pending why={pending} /> : <StateWord state={alarm.state} />}
        <a href={alarmHref(alarm.name, view)}>
          <b>{alarm.name}</b>
        </a>
        <Held alarm={alarm} zone={zone} nowMs={nowMs} />
        {sinceMs !== null && !pending && (
          <span className={styles.since}>since {moment(sinceMs, nowMs, zone)}</span>
        )}
      </p>
      <p className="small mute">{lastValue(alarm) || alarm.rule}</p>
      {covered && <StateStrip alarm={alarm} window={window} covered={covered} />}
      {inFull && (
        <>
          <p className="small">{alarm.description ?? (alarm.metric ? conditionOf(alarm) : null)}</p>
          <p className="small mute">
            {!pending && reasonInZone(alarm.reason, nowMs, zone)}
            {!alarm.actionsEnabled && ' Actions are off: no one is notified.'}
            {changes.length > 0 &&
              ` ${full(changes.length)} state change${changes.length === 1 ? '' : 's'} in this period.`}
          </p>
        </>
      )}
    </article>
  )
}

/** Alarms, each with its state, since when, its newest value against the threshold, and a strip of its states. */
export function AlarmList({ alarms, source, inFull = false, ...frame }: Props) {
  if (alarms.length === 0)
    return <Nothing title="No alarms are set up">No one is notified when requests fail.</Nothing>
  const why = whyPending(source, frame)
  const covered = coveredPart(source, frame.window, frame.nowMs)
  return alarms.map((alarm) => (
    <OneAlarm
      key={alarm.name}
      alarm={alarm}
      inFull={inFull}
      sinceMs={sinceOf(alarm, source)}
      covered={covered}
      pending={alarm.state === 'ALARM' ? null : why}
      {...frame}
    />
  ))
}
