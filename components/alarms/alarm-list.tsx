import type { Frame } from '@/components/shell/frame'
import { Nothing } from '@/components/shell/panel'
import type { Alarm } from '@/lib/alarms/alarm'
import { conditionOf, lastValue } from '@/lib/alarms/words'
import { full, moment } from '@/lib/format'
import { type View, writeView } from '@/lib/view'
import { Pending, StateStrip, StateWord } from './alarm-state'
import styles from './alarms.module.css'

/** The page of one alarm, over the same period. */
export const alarmHref = (name: string, { range }: View): string =>
  `/alarms/${encodeURIComponent(name)}${writeView({ range })}`

interface Props extends Frame {
  alarms: Alarm[]
  /** Also says what each alarm evaluates and why it is in its state. */
  inFull?: boolean
  /** The log is still being read: what is not in alarm has not been evaluated to its end. */
  loading: boolean
}

/** Alarms, each with its state, since when, its newest value against the threshold, and a strip of its states. */
export function AlarmList({ alarms, view, window, zone, nowMs, inFull = false, loading }: Props) {
  if (alarms.length === 0)
    return <Nothing title="No alarms are set up">No one is notified when requests fail.</Nothing>
  const isPending = ({ state }: Alarm) => loading && state !== 'ALARM'
  return alarms.map((alarm) => (
    <article className={styles.alarm} key={alarm.name}>
      <p className={styles.head}>
        {isPending(alarm) ? <Pending /> : <StateWord state={alarm.state} />}
        <a href={alarmHref(alarm.name, view)}>
          <b>{alarm.name}</b>
        </a>
        {alarm.sinceMs !== null && !isPending(alarm) && (
          <span className={styles.since}>since {moment(alarm.sinceMs, nowMs, zone)}</span>
        )}
      </p>
      <p className="small mute">{lastValue(alarm) || alarm.rule}</p>
      {!isPending(alarm) && <StateStrip alarm={alarm} window={window} />}
      {inFull && (
        <>
          <p className="small">{alarm.description ?? (alarm.metric ? conditionOf(alarm) : null)}</p>
          <p className="small mute">
            {!isPending(alarm) && alarm.reason}
            {!alarm.actionsEnabled && ' Actions are off: no one is notified.'}
            {alarm.changes.length > 0 &&
              ` ${full(alarm.changes.length)} state change${alarm.changes.length === 1 ? '' : 's'} in this period.`}
          </p>
        </>
      )}
    </article>
  ))
}
