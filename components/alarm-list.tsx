import { Fragment } from 'react'
import type { Alarm, AlarmState } from '@/lib/alarm'
import { full, moment } from '@/lib/format'
import type { Window } from '@/lib/window'

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

/** The states of an alarm over a window, from its state changes (newest first). */
export function stretches({ state, changes }: Alarm, { fromMs, toMs }: Window) {
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

function Strip({ alarm, window }: { alarm: Alarm; window: Window }) {
  const span = window.toMs - window.fromMs
  const parts = stretches(alarm, window)
  const inAlarm = parts.filter(({ state }) => state === 'ALARM').length
  const text =
    inAlarm === 0
      ? 'not in alarm in this period'
      : `in alarm ${inAlarm} time${inAlarm > 1 ? 's' : ''} in this period`
  return (
    <svg
      className="strip"
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

function lastValue({ metric }: Alarm): string {
  if (!metric) return ''
  const { last, threshold, comparison, periodSeconds } = metric
  const period = periodSeconds === 60 ? 'minute' : `${full(periodSeconds / 60)} minutes`
  const value =
    last.value === null
      ? `no datapoint in the last ${period}`
      : `${full(last.value)} in the last ${period}`
  return `${value}, threshold ${comparison} ${full(threshold)}`
}

export function AlarmList({
  alarms,
  window,
  zone,
  nowMs,
  withHistory = false,
}: {
  alarms: Alarm[]
  window: Window
  zone: string
  nowMs: number
  withHistory?: boolean
}) {
  return alarms.map((alarm) => (
    <article className="alarm" key={alarm.name}>
      <p className="head">
        <span className="state" data-state={alarm.state}>
          {words[alarm.state]}
        </span>
        <b>{alarm.name}</b>
        {alarm.sinceMs !== null && (
          <span className="since">since {moment(alarm.sinceMs, nowMs, zone)}</span>
        )}
      </p>
      <p className="small mute">{lastValue(alarm) || alarm.rule}</p>
      <Strip alarm={alarm} window={window} />
      {withHistory && (
        <>
          {alarm.description && <p className="small">{alarm.description}</p>}
          <p className="small mute">{alarm.reason}</p>
          {alarm.changes.length > 0 && (
            <details className="table small" open={alarm.state === 'ALARM'}>
              <summary>{full(alarm.changes.length)} state changes in this period</summary>
              <div className="scroll">
                <table>
                  <caption className="hidden">State changes of {alarm.name}</caption>
                  <thead>
                    <tr>
                      <th>When</th>
                      <th>From</th>
                      <th>To</th>
                    </tr>
                  </thead>
                  <tbody>
                    {alarm.changes.slice(0, 50).map(({ atMs, from, to, reason }) => (
                      <Fragment key={`${atMs} ${to}`}>
                        <tr className="headed">
                          <td>{moment(atMs, nowMs, zone)}</td>
                          <td>
                            <span className="state" data-state={from}>
                              {words[from]}
                            </span>
                          </td>
                          <td className="rest">
                            <span className="state" data-state={to}>
                              {words[to]}
                            </span>
                          </td>
                        </tr>
                        <tr>
                          <td className="mute" colSpan={3}>
                            {reason}
                          </td>
                        </tr>
                      </Fragment>
                    ))}
                  </tbody>
                </table>
              </div>
            </details>
          )}
        </>
      )}
    </article>
  ))
}
