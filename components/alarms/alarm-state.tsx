import type { Clock } from '@/components/shell/frame'
import type { CurrentSource } from '@/components/shell/use-reading'
import type { Alarm } from '@/lib/alarms/alarm'
import type { AlarmState } from '@/lib/alarms/state'
import { moment } from '@/lib/format'
import { logState } from '@/lib/log-state'
import type { Window } from '@/lib/window'
import styles from './alarms.module.css'

/** A state and the changes that led to it, newest first. */
type Stated = Pick<Alarm, 'state' | 'changes'>

const words: Record<AlarmState, string> = {
  ALARM: '▲ ALARM',
  OK: '● OK',
  INSUFFICIENT_DATA: '◌ INSUFFICIENT DATA',
}
const colors: Record<AlarmState, string> = {
  ALARM: 'var(--bad)',
  OK: 'color-mix(in srgb, var(--ok) 55%, var(--card))',
  INSUFFICIENT_DATA: 'var(--line)',
}

/** A state as a word with its sign: colour is never alone. */
export function StateWord({ state }: { state: AlarmState }) {
  return (
    <span className={styles.state} data-state={state}>
      {words[state]}
    </span>
  )
}

/** Why a state other than ALARM says nothing yet; null when it does. */
export function whyPending({ reading, loading }: CurrentSource): string | null {
  if (loading) return 'not evaluated yet'
  const log = reading?.ok ? logState(reading) : null
  if (!log) return null
  return log.kind === 'notUnderstood' && reading?.newestHour?.requests !== 0
    ? null
    : 'nothing to evaluate'
}

/** In place of a state that says nothing yet. */
export const Pending = ({ why }: { why: string }) => (
  <span className={styles.state} data-state="INSUFFICIENT_DATA">
    ◌ {why}
  </span>
)

/** The states of an alarm over a window, from its state changes (newest first). */
export function stretches({ state, changes }: Stated, { fromMs, toMs }: Window) {
  const made: { state: AlarmState; fromMs: number; toMs: number }[] = []
  let end = toMs
  let now = state
  for (const change of changes) {
    if (change.atMs <= fromMs) break
    if (change.atMs < end) made.push({ state: now, fromMs: change.atMs, toMs: end })
    end = Math.min(end, change.atMs)
    now = change.from
  }
  made.push({ state: now, fromMs, toMs: end })
  return made.reverse()
}

interface StripProps {
  alarm: Stated
  window: Window
}

export function StateStrip({ alarm, window }: StripProps) {
  const span = window.toMs - window.fromMs
  const parts = stretches(alarm, window)
  const inAlarm = parts.filter(({ state }) => state === 'ALARM').length
  const text =
    inAlarm === 0
      ? 'not in alarm in this period'
      : `in alarm ${inAlarm} time${inAlarm > 1 ? 's' : ''} in this period`
  return (
    <svg
      className={styles.strip}
      viewBox="0 0 1000 9"
      preserveAspectRatio="none"
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      {parts.map(({ state, fromMs, toMs }) => (
        <rect
          key={fromMs}
          x={((fromMs - window.fromMs) / span) * 1000}
          width={Math.max(2, ((toMs - fromMs) / span) * 1000)}
          height="9"
          fill={colors[state]}
        />
      ))}
    </svg>
  )
}

/** The strip under its own title, with the ends of its time. */
export function StateHistory({ alarm, window, zone, nowMs }: StripProps & Clock) {
  return (
    <>
      <h2 className={styles.sub}>State over this period</h2>
      <StateStrip alarm={alarm} window={window} />
      <p className={`${styles.ends} small mute`} aria-hidden="true">
        <span>{moment(window.fromMs, nowMs, zone)}</span>
        <span>{moment(window.toMs, nowMs, zone)}</span>
      </p>
    </>
  )
}
