'use client'

import { AlarmSeries } from '@/components/charts/alarm-series'
import { FailureNote, Nothing } from '@/components/shell/panel'
import { type Frame, Shell } from '@/components/shell/shell'
import { readingUrl, useReading, useSource } from '@/components/shell/use-reading'
import type { Alarm, AlarmReading, AlarmState } from '@/lib/alarms/alarm'
import { conditionOf, lastValue } from '@/lib/alarms/words'
import { moment, seconds } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'
import { viewHref } from '@/lib/view'
import { AlarmEvents } from './alarm-events'
import { StateStrip, StateWord } from './alarm-state'

interface Props extends Frame {
  name: string
  first: { alarm: AlarmReading | null; source: SourceStatus | null }
}

type Known = Extract<AlarmReading, { ok: true }>

const words: Record<AlarmState, string> = {
  ALARM: 'goes into alarm',
  OK: 'is OK again',
  INSUFFICIENT_DATA: 'lacks data',
}

/** Whom an alarm tells, in a sentence: those who are told of the same states together. */
function telling({ alarm, notifies }: Known): string {
  const states = new Map<string, string[]>()
  for (const { state, recipients } of notifies) {
    if (recipients.length === 0) continue
    const names = recipients.join(', ')
    states.set(names, [...(states.get(names) ?? []), `when it ${words[state]}`])
  }
  if (states.size === 0) return 'It tells nobody.'
  const parts = [...states].map(([names, when]) => `${names} ${when.join(' and ')}`)
  const sentence = `It tells ${parts.join('; ')}.`
  return alarm.actionsEnabled ? sentence : `Its actions are off, so nobody is told. ${sentence}`
}

function Definition({ alarm: { metric } }: { alarm: Alarm }) {
  if (!metric) return null
  const rows: [string, string][] = [
    ...(metric.math
      ? metric.math.map(
          ({ id, text, evaluated }) =>
            [evaluated ? `${id} (evaluated)` : id, text] as [string, string],
        )
      : ([
          ['metric', `${metric.namespace} / ${metric.name}`],
          ['statistic', metric.statistic],
        ] as [string, string][])),
    ['threshold', `${metric.comparison} ${metric.threshold}`],
    ['period', `${metric.periodSeconds} s`],
    ['datapoints to alarm', `${metric.datapointsToAlarm} of ${metric.evaluationPeriods}`],
    ['missing data', metric.treatMissingData],
  ]
  return (
    <details className="table small">
      <summary>definition</summary>
      <dl className="facts">
        {rows.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** One alarm: its datapoints against the threshold, its states, what happened and who was told. */
export function AlarmPage({ name, first, view, window, zone, nowMs }: Props) {
  const source = useSource(first.source)
  const path = `/alarms/${encodeURIComponent(name)}`
  const { reading, problem } = useReading<AlarmReading>(
    readingUrl(`/api${path}`, view),
    first.alarm,
    source.everyMs,
  )
  const known = reading?.ok ? reading : null
  const alarm = known?.alarm
  return (
    <Shell path={path} view={view} window={window} zone={zone} nowMs={nowMs} source={source}>
      <section className="card panel" aria-labelledby="alarm">
        <header>
          <h1 id="alarm" className="alarm-name">
            {name}
          </h1>
          {alarm && <StateWord state={alarm.state} />}
          {alarm?.sinceMs != null && (
            <span className="mute small">since {moment(alarm.sinceMs, nowMs, zone)}</span>
          )}
          <a className="small back" href={viewHref('/alarms', { range: view.range })}>
            all alarms
          </a>
        </header>
        {reading === null && <Nothing title="Asking …" />}
        {reading?.ok === false && <FailureNote failure={reading.failure} />}
        {known && alarm && (
          <>
            {alarm.description && <p>{alarm.description}</p>}
            <p className="small">
              {conditionOf(alarm)} {telling(known)}
            </p>
            <p className="small mute">{alarm.reason}</p>
            {alarm.metric && (
              <>
                <h2 className="sub">
                  {alarm.metric.math
                    ? 'Result'
                    : `${alarm.metric.statistic} of ${alarm.metric.name}`}{' '}
                  <span className="mute small">{lastValue(alarm)}</span>
                </h2>
                <AlarmSeries columns={known.columns} metric={alarm.metric} zone={zone} />
              </>
            )}
            <h2 className="sub">State over the period</h2>
            <StateStrip alarm={alarm} window={window} />
            <p className="ends small mute" aria-hidden="true">
              <span>{moment(window.fromMs, nowMs, zone)}</span>
              <span>{moment(window.toMs, nowMs, zone)}</span>
            </p>
            <Definition alarm={alarm} />
          </>
        )}
        {known && (
          <footer>
            <span>
              as of {seconds(known.asOfMs, zone)}, times in {zone}
              {problem && <b className="bad"> · not refreshed: {problem.message}</b>}
            </span>
            {known.notes.map((note) => (
              <span key={note}>{note}</span>
            ))}
            {alarm?.metric && (
              <a href={`/back-test?alarm=${encodeURIComponent(name)}`}>when would it have fired?</a>
            )}
          </footer>
        )}
      </section>
      {known && (
        <section className="card panel" aria-labelledby="happened">
          <header>
            <h2 id="happened">What happened, and who was told</h2>
            <span className="mute small">in the chosen period, newest first</span>
          </header>
          <AlarmEvents events={known.events} zone={zone} nowMs={nowMs} />
        </section>
      )}
    </Shell>
  )
}
