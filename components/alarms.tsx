'use client'

import type { AlarmsReading } from '@/lib/alarm'
import { seconds } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'
import { AlarmList } from './alarm-list'
import { FailureNote, Nothing } from './panel'
import { type Frame, Shell } from './shell'
import { readingUrl, useReading, useSource } from './use-reading'

interface Props extends Frame {
  first: { alarms: AlarmsReading | null; source: SourceStatus | null }
}

/** Every alarm: its state, since when, its last value against the threshold, and its state changes. */
export function Alarms({ first, view, window, zone, nowMs }: Props) {
  const source = useSource(first.source)
  const { reading, problem } = useReading<AlarmsReading>(
    readingUrl('/api/alarms', view),
    first.alarms,
    source.everyMs,
  )
  return (
    <Shell path="/alarms" view={view} window={window} zone={zone} nowMs={nowMs} source={source}>
      <section className="card panel" aria-labelledby="alarms">
        <header>
          <h1 id="alarms" style={{ fontSize: 18 }}>
            Alarms
          </h1>
          <span className="mute small">state over the chosen period, times in {zone}</span>
        </header>
        {reading === null && <Nothing title="Asking …" />}
        {reading?.ok === false && <FailureNote failure={reading.failure} />}
        {reading?.ok && reading.alarms.length === 0 && (
          <Nothing title="No alarms are set up">
            CloudWatch tells nobody when requests fail.
          </Nothing>
        )}
        {reading?.ok && (
          <AlarmList
            alarms={reading.alarms}
            view={view}
            window={window}
            zone={zone}
            nowMs={nowMs}
            inFull
          />
        )}
        {reading?.ok && (
          <footer>
            <span>
              as of {seconds(reading.asOfMs, zone)}
              {problem && <b className="bad"> · not refreshed: {problem.message}</b>}
            </span>
          </footer>
        )}
      </section>
    </Shell>
  )
}
