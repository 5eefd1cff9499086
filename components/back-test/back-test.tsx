'use client'

import { useState } from 'react'
import { StateHistory } from '@/components/alarms/alarm-state'
import { verdict } from '@/components/alarms/verdict'
import { AlarmSeries } from '@/components/charts/alarm-series'
import { Card, Disclosure, Queries } from '@/components/shell/card'
import type { Clock, Frame } from '@/components/shell/frame'
import { FailureNote } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { Table } from '@/components/shell/table'
import { useKnown } from '@/components/shell/use-known'
import { useSource } from '@/components/shell/use-reading'
import { timesIn, useZone } from '@/components/shell/zone'
import type { AlarmsReading } from '@/lib/alarms/alarm'
import type { BackTests, BackTest as Test } from '@/lib/back-test/result'
import { withBase } from '@/lib/base-path'
import { bytes, counted, full, moment } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'
import { minuteMs } from '@/lib/time'
import { type Trial, writeTrial } from '@/lib/trial'
import { writeView } from '@/lib/view'
import styles from './back-test.module.css'
import { TrialForm } from './trial-form'
import { useTrial } from './use-trial'

interface Props extends Frame {
  trial: Trial
  asked: boolean
  first: { alarms: AlarmsReading | null; source: SourceStatus | null }
}

const maxTimes = 100

function TimesInAlarm({ times, zone, nowMs }: Clock & { times: Test['inAlarm'] }) {
  return (
    <Disclosure summary={`${counted(times.length, 'time')} in alarm`} open={times.length <= 10}>
      <Table
        caption="Times in alarm"
        rows={times.slice(0, maxTimes)}
        keyOf={({ fromMs }) => fromMs}
        texts={{
          from: ({ fromMs }) => moment(fromMs, nowMs, zone),
          until: ({ toMs }) => moment(toMs, nowMs, zone),
        }}
        numbers={{ minutes: ({ fromMs, toMs }) => full(Math.round((toMs - fromMs) / minuteMs)) }}
      />
      {times.length > maxTimes && (
        <p className="mute">
          {full(times.length - maxTimes)} later times are not shown. Choose a shorter period.
        </p>
      )}
    </Disclosure>
  )
}

function Result({ result, ...clock }: Clock & { result: BackTests }) {
  const [test] = result.alarms
  if (!test) return null
  const { series, changes, before, inAlarm } = test
  const newestFirst = [...changes].reverse()
  return (
    <>
      <p className={styles.verdict} data-fired={test.minutesInAlarm > 0 || undefined}>
        {verdict(test, clock)}
      </p>
      {test.notKnown.map((sentence) => (
        <p className="small" key={sentence}>
          {sentence}
        </p>
      ))}
      {series && <AlarmSeries columns={series.columns} metric={series} zone={clock.zone} />}
      <StateHistory
        {...clock}
        alarm={{ state: newestFirst[0]?.to ?? before, changes: newestFirst }}
        window={{ ...result.range, binMs: minuteMs }}
      />
      {inAlarm.length > 0 && <TimesInAlarm {...clock} times={inAlarm} />}
    </>
  )
}

/** Runs an alarm over the past: when would it have fired? */
export function BackTest({ trial: start, asked, first, ...given }: Props) {
  const frame = { ...given, zone: useZone(given.zone) }
  const { view } = frame
  const source = useKnown(useSource(first.source), [], frame.nowMs)
  const [trial, setTrial] = useState(start)
  const [tried, setTried] = useState(start)
  const free = first.source?.mode === 'local'
  // What an address asks for is run at once where it costs nothing.
  const { outcome, run } = useTrial(view, asked && free && !source.loading ? start : null)
  const names = first.alarms?.ok ? first.alarms.alarms.map(({ name }) => name) : []

  const begin = () => {
    setTried(trial)
    const address = new URLSearchParams([
      ...new URLSearchParams(writeView({ range: view.range })),
      ...Object.entries(writeTrial(trial)),
    ])
    history.replaceState(null, '', withBase(`/back-test?${address}`))
    void run(trial)
  }
  return (
    <Shell
      path="/back-test"
      extraParams={writeTrial(tried)}
      within="/alarms"
      source={source}
      {...frame}
    >
      <Card
        id="try"
        title="When would it have fired?"
        level={1}
        about={`an alarm over the selected period, evaluated minute by minute from the log; ${timesIn(frame)}`}
      >
        <TrialForm
          trial={trial}
          alarms={names}
          wrongPattern={outcome?.state === 'wrong-pattern' ? outcome.message : null}
          running={outcome?.state === 'running'}
          waiting={source.loading}
          onChange={setTrial}
          onRun={begin}
        />
        {source.reading && source.loading && (
          <p className="small mute">An alarm can be run when the log has been read.</p>
        )}
        {!free && <p className="small mute">CloudWatch bills each run by bytes scanned.</p>}
      </Card>
      {outcome?.state === 'failed' && <FailureNote failure={outcome.failure} />}
      {outcome?.state === 'done' && (
        <Card
          id="outcome"
          title={tried.alarm === '' ? 'This alarm' : tried.alarm}
          live
          footer={
            <>
              <span>{bytes(outcome.result.bytesScanned)} scanned</span>
              <Queries texts={outcome.result.queries.map(({ text }) => text)} />
            </>
          }
        >
          <Result {...frame} result={outcome.result} />
        </Card>
      )}
    </Shell>
  )
}
