'use client'

import { FailureNote, Nothing } from '@/components/shell/panel'
import { type Frame, Shell } from '@/components/shell/shell'
import { readingUrl, useReading, useSource } from '@/components/shell/use-reading'
import type { AlarmsReading } from '@/lib/alarms/alarm'
import type { ArchiveReading } from '@/lib/archive'
import { seconds } from '@/lib/format'
import type { RecipientsReading } from '@/lib/recipient'
import type { SourceStatus } from '@/lib/source'
import { writeView } from '@/lib/view'
import { AlarmList } from './alarm-list'
import { ArchiveCard } from './archive-card'
import { BlindSpots } from './blind-spots'
import { Recipients } from './recipients'

interface Props extends Frame {
  first: {
    alarms: AlarmsReading | null
    recipients: RecipientsReading | null
    archive: ArchiveReading | null
    source: SourceStatus | null
  }
}

/** Every alarm, the recipients, what no alarm saw, and the archive. */
export function Alarms({ first, view, window, zone, nowMs }: Props) {
  const source = useSource(first.source)
  const { reading, problem, again } = useReading<AlarmsReading>(
    readingUrl('/api/alarms', view),
    first.alarms,
    source.everyMs,
  )
  const mode = source.reading?.mode
  const shared = { zone, nowMs: reading?.ok ? reading.asOfMs : nowMs }
  return (
    <Shell path="/alarms" view={view} window={window} zone={zone} nowMs={nowMs} source={source}>
      <section className="card panel" aria-labelledby="alarms">
        <header>
          <h1 id="alarms" className="alarm-name">
            Alarms
          </h1>
          <span className="mute small">state over the chosen period, times in {zone}</span>
          <a className="small back" href={`/back-test${writeView({ range: view.range })}`}>
            try another
          </a>
        </header>
        {reading === null && <Nothing title="Asking …" />}
        {reading?.ok === false && <FailureNote failure={reading.failure} />}
        {reading?.ok && reading.alarms.length === 0 && (
          <Nothing title="No alarms are set up">
            CloudWatch tells nobody when requests fail.
          </Nothing>
        )}
        {reading?.ok && (
          <AlarmList alarms={reading.alarms} view={view} window={window} inFull {...shared} />
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
      {mode && !source.loading && (
        <BlindSpots view={view} mode={mode} onAdopted={again} {...shared} />
      )}
      <div className="row halves">
        <Recipients first={first.recipients} everyMs={source.everyMs} {...shared} />
        <ArchiveCard first={first.archive} everyMs={source.everyMs} {...shared} />
      </div>
    </Shell>
  )
}
