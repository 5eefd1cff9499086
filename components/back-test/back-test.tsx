'use client'

import { useState } from 'react'
import { StateStrip } from '@/components/alarms/alarm-state'
import { AlarmSeries } from '@/components/charts/alarm-series'
import { FailureNote } from '@/components/shell/panel'
import { type Frame, Shell } from '@/components/shell/shell'
import { useSource } from '@/components/shell/use-reading'
import type { AlarmsReading } from '@/lib/alarms/alarm'
import type { BackTests, BackTest as Test } from '@/lib/back-test/result'
import { bytes, counted, full, moment } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'
import { type Trial, writeTrial } from '@/lib/trial'
import { writeView } from '@/lib/view'
import type { Window } from '@/lib/window'
import { TrialForm } from './trial-form'
import { useTrial } from './use-trial'

interface Props extends Frame {
  trial: Trial
  /** Whether the address asked for it. */
  asked: boolean
  first: { alarms: AlarmsReading | null; source: SourceStatus | null }
}

/** When it would have fired, in a sentence. */
function verdict(
  { changes, before, inAlarm, minutesInAlarm }: Test,
  { nowMs, zone }: Pick<Frame, 'nowMs' | 'zone'>,
): string {
  const raised = changes.filter(({ to }) => to === 'ALARM')
  const lasting = `${counted(minutesInAlarm, 'minute')} in alarm in all`
  if (before === 'ALARM')
    return `It would have been in alarm already when this period began, and ${counted(raised.length, 'more time')} in it: ${lasting}.`
  const [first] = raised
  if (!first) return 'It would not have fired in this period.'
  const times = raised.length === 1 ? 'once, at' : `${counted(inAlarm.length, 'time')}, first at`
  return `It would have fired ${times} ${moment(first.atMs, nowMs, zone)}: ${lasting}.`
}

const mostTimes = 100

function TimesInAlarm({
  times,
  zone,
  nowMs,
}: Pick<Frame, 'zone' | 'nowMs'> & { times: Test['inAlarm'] }) {
  return (
    <details className="table small" open={times.length <= 10}>
      <summary>{counted(times.length, 'time')} in alarm</summary>
      <div className="scroll">
        <table>
          <caption className="hidden">Times in alarm</caption>
          <thead>
            <tr>
              <th>from</th>
              <th>until</th>
              <th className="num">minutes</th>
            </tr>
          </thead>
          <tbody>
            {times.slice(0, mostTimes).map(({ fromMs, toMs }) => (
              <tr key={fromMs}>
                <td>{moment(fromMs, nowMs, zone)}</td>
                <td>{moment(toMs, nowMs, zone)}</td>
                <td className="num">{full(Math.round((toMs - fromMs) / 60_000))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {times.length > mostTimes && (
        <p className="mute">and {full(times.length - mostTimes)} later; choose a shorter period</p>
      )}
    </details>
  )
}

function Result({
  test,
  range,
  zone,
  nowMs,
}: {
  test: Test
  range: BackTests['range']
  zone: string
  nowMs: number
}) {
  const { series, changes, before } = test
  const window: Window = { ...range, binMs: 60_000 }
  const newestFirst = [...changes].reverse()
  const state = newestFirst[0]?.to ?? before
  return (
    <>
      <p className="verdict" data-fired={test.minutesInAlarm > 0 || undefined}>
        {verdict(test, { nowMs, zone })}
      </p>
      {test.notKnown.map((sentence) => (
        <p className="small" key={sentence}>
          {sentence}
        </p>
      ))}
      {series && <AlarmSeries columns={series.columns} metric={series} zone={zone} />}
      <h2 className="sub">State over the period</h2>
      <StateStrip alarm={{ state, changes: newestFirst }} window={window} />
      <p className="ends small mute" aria-hidden="true">
        <span>{moment(range.fromMs, nowMs, zone)}</span>
        <span>{moment(range.toMs, nowMs, zone)}</span>
      </p>
      {test.inAlarm.length > 0 && <TimesInAlarm times={test.inAlarm} zone={zone} nowMs={nowMs} />}
    </>
  )
}

/** Runs an alarm over the past: when would it have fired? */
export function BackTest({ trial: start, asked, first, view, window, zone, nowMs }: Props) {
  const source = useSource(first.source)
  const [trial, setTrial] = useState(start)
  const [tried, setTried] = useState(start)
  const free = first.source?.mode === 'local'
  // What an address asks for is run at once where it costs nothing.
  const { outcome, run } = useTrial(view, asked && free ? start : null)
  const names = first.alarms?.ok ? first.alarms.alarms.map(({ name }) => name) : []

  const begin = () => {
    setTried(trial)
    const address = new URLSearchParams([
      ...new URLSearchParams(writeView({ range: view.range })),
      ...Object.entries(writeTrial(trial)),
    ])
    history.replaceState(null, '', `/back-test?${address}`)
    void run(trial)
  }
  const test = outcome?.state === 'done' ? outcome.result.alarms[0] : undefined
  return (
    <Shell
      path="/back-test"
      keep={writeTrial(tried)}
      within="/alarms"
      view={view}
      window={window}
      zone={zone}
      nowMs={nowMs}
      source={source}
    >
      <section className="card panel" aria-labelledby="try">
        <header>
          <h1 id="try" className="alarm-name">
            When would it have fired?
          </h1>
          <span className="mute small">
            an alarm over the chosen period, judged minute by minute from the log itself
          </span>
        </header>
        <TrialForm
          trial={trial}
          alarms={names}
          wrong={outcome?.state === 'wrong' ? outcome : null}
          running={outcome?.state === 'running'}
          onChange={setTrial}
          onRun={begin}
        />
        {!free && (
          <p className="small mute">CloudWatch bills each run by the bytes that it scans.</p>
        )}
      </section>
      {outcome?.state === 'wrong' && !outcome.field.endsWith('pattern') && (
        <p className="failure" role="alert">
          <b>This alarm cannot be tried.</b> {outcome.message}
        </p>
      )}
      {outcome?.state === 'failed' && <FailureNote failure={{ kind: 'failed', ...outcome }} />}
      {outcome?.state === 'done' && test && (
        <section className="card panel" aria-labelledby="outcome" aria-live="polite">
          <header>
            <h2 id="outcome">{tried.alarm === '' ? 'This alarm' : tried.alarm}</h2>
          </header>
          <Result test={test} range={outcome.result.range} zone={zone} nowMs={nowMs} />
          <footer>
            <span>{bytes(outcome.result.bytesScanned)} scanned</span>
            <details className="query">
              <summary>queries</summary>
              {outcome.result.queries.map(({ text }) => (
                <pre key={text}>{text}</pre>
              ))}
            </details>
          </footer>
        </section>
      )}
    </Shell>
  )
}
