import type { Clock } from '@/components/shell/frame'
import type { CurrentSource } from '@/components/shell/use-reading'
import type { Alarm } from '@/lib/alarms/alarm'
import type { AlarmState } from '@/lib/alarms/state'
import { moment } from '@/lib/format'
import { logState } from '@/lib/log-state'
import { minuteMs, type TimeRange } from '@/lib/time'
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

// A small shop has quieter minutes than these, and an alarm that has seen nothing is not all right.
const oldAfterMs = 15 * minuteMs

/** Why nothing of the log is evaluated; null when something is. */
function notEvaluated({ reading, loading }: CurrentSource): string | null {
  if (loading) return 'not evaluated yet'
  const log = reading?.ok ? logState(reading) : null
  if (!log) return null
  return log.kind === 'notUnderstood' && reading?.newestHour?.requests !== 0
    ? null
    : 'nothing to evaluate'
}

const newestOf = ({ reading }: CurrentSource) => (reading?.ok ? reading.newestEventMs : null)

/** Why a state other than ALARM says nothing; null when it does. */
export function whyPending(source: CurrentSource, { nowMs, zone }: Clock): string | null {
  const why = notEvaluated(source)
  if (why) return why
  const { reading, notKnownSinceMs: sinceMs = null } = source
  if (sinceMs !== null) return `not known since ${moment(sinceMs, nowMs, zone)}`
  if (reading && (!reading.ok || reading.failure)) return 'not known: the log cannot be asked'
  const newestMs = newestOf(source)
  if (newestMs === null) return 'not known: no log events'
  return nowMs - newestMs > oldAfterMs
    ? `not known: no log events since ${moment(newestMs, nowMs, zone)}`
    : null
}

/** Since when an alarm is known to be in its state: not before the first line of the log. Epoch ms. */
export const sinceOf = ({ sinceMs }: Pick<Alarm, 'sinceMs'>, { reading }: CurrentSource) =>
  sinceMs === null ? null : Math.max(sinceMs, reading?.oldestEventMs ?? sinceMs)

/** The part of a window that the log covers; null when it says nothing. */
export function coveredPart(
  source: CurrentSource,
  { fromMs, toMs }: TimeRange,
  nowMs: number,
): TimeRange | null {
  const newestMs = newestOf(source)
  if (notEvaluated(source) || newestMs === null || source.reading?.failure) return null
  const untilMs = nowMs - newestMs > oldAfterMs ? newestMs : toMs
  const covered = {
    fromMs: Math.max(fromMs, source.reading?.oldestEventMs ?? fromMs),
    toMs: Math.min(toMs, untilMs, source.notKnownSinceMs ?? toMs),
  }
  return covered.fromMs < covered.toMs ? covered : null
}

/** In place of a state that says nothing yet. */
export const Pending = ({ why }: { why: string }) => (
  <span className={styles.state} data-state="INSUFFICIENT_DATA">
    ◌ {why}
  </span>
)

/** The states of an alarm over a window, from its state changes (newest first). */
export function stretches({ state, changes }: Stated, { fromMs, toMs }: TimeRange) {
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
  /** The part of the window whose states mean something; all of it when absent. */
  covered?: TimeRange
}

const stripText = (inAlarm: number, part: string) =>
  inAlarm === 0
    ? `not in alarm in ${part}`
    : `in alarm ${inAlarm} time${inAlarm > 1 ? 's' : ''} in ${part}`

/** The states over a window; empty where the log says nothing. */
export function StateStrip({ alarm, window, covered = window }: StripProps) {
  const span = window.toMs - window.fromMs
  const parts = stretches(alarm, covered)
  const inAlarm = parts.filter(({ state }) => state === 'ALARM').length
  const isWhole = covered.fromMs === window.fromMs && covered.toMs === window.toMs
  const text = stripText(inAlarm, isWhole ? 'this period' : 'the part of it that the log covers')
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
export function StateHistory({ alarm, window, covered, zone, nowMs }: StripProps & Clock) {
  return (
    <>
      <h2 className={styles.sub}>State over this period</h2>
      <StateStrip alarm={alarm} window={window} covered={covered} />
      <p className={`${styles.ends} small mute`} aria-hidden="true">
        <span>{moment(window.fromMs, nowMs, zone)}</span>
        <span>{moment(window.toMs, nowMs, zone)}</span>
      </p>
    </>
  )
}
