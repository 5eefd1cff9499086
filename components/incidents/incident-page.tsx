'use client'

import { Banner } from '@/components/shell/banner'
import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { Answered, FailureNote } from '@/components/shell/panel'
import type { Later } from '@/components/shell/refresh'
import { Shell } from '@/components/shell/shell'
import { useKnown } from '@/components/shell/use-known'
import { type Live, useReading, useSource } from '@/components/shell/use-reading'
import { useZone } from '@/components/shell/zone'
import { withBase } from '@/lib/base-path'
import { date, moment } from '@/lib/format'
import { findIncident } from '@/lib/orders/incidents/find-incident'
import type { EvidenceReading } from '@/lib/orders/incidents/incident-evidence'
import { culpritOf, headlineOf } from '@/lib/orders/incidents/incident-words'
import type { Incident } from '@/lib/orders/incidents/incidents'
import type { IncidentsReading } from '@/lib/orders/reading'
import type { SourceStatus } from '@/lib/source'
import { hourMs, minuteMs } from '@/lib/time'
import { windowOf } from '@/lib/window'
import { Actions, Address } from './actions'
import { BlamedRequests } from './blamed'
import { Facts } from './facts'
import styles from './incidents.module.css'
import { Lines } from './lines'
import { NoIncident } from './no-incident'
import { StandsOut } from './stands-out'
import { TimeLine } from './time-line'
import { Volume } from './volume'

interface Props extends Frame {
  id: string
  first: {
    incidents: IncidentsReading | null
    evidence: EvidenceReading | null
    source: SourceStatus | null
    later: Later
  }
}

/** What has been asked of CloudWatch does not change so soon, and costs. */
const evidenceEveryMs = 5 * minuteMs

/** The incident and an hour before it, as a period of the other pages. */
const around = ({ fromMs, untilMs }: Incident, nowMs: number) => ({
  fromMs: Math.floor((fromMs - hourMs) / minuteMs) * minuteMs,
  toMs: Math.floor(Math.min((untilMs ?? nowMs) + 10 * minuteMs, nowMs) / minuteMs) * minuteMs,
})

interface KnownProps extends Frame {
  incident: Incident
  current: Live<EvidenceReading>
}

function Evidence({ current, ...frame }: Omit<KnownProps, 'incident'>) {
  const { reading, problem } = current
  if (reading?.ok && !reading.evidence) return null
  return (
    <>
      {problem && <FailureNote failure={problem} />}
      {reading?.ok && reading.evidence ? (
        <>
          <StandsOut {...reading.evidence} />
          <Lines {...frame} evidence={reading.evidence} />
        </>
      ) : (
        <Card id="evidence" title="Lines, and what stands out" tall>
          <Answered reading={reading}>{() => null}</Answered>
        </Card>
      )}
    </>
  )
}

function Known({ incident, current, ...frame }: KnownProps) {
  const { nowMs, zone } = frame
  const view = { range: around(incident, nowMs) }
  const at = (ms: number) => moment(ms, nowMs, zone)
  const { reading } = current
  return (
    <>
      <p className={`${styles.back} small`}>
        <a href={withBase('/incidents')}>← All incidents</a>
      </p>
      <Banner
        title={headlineOf(incident, { at })}
        tone={incident.untilMs === null ? 'trouble' : 'unknown'}
        action={<Actions incident={incident} zone={zone} />}
      >
        {culpritOf(incident, { at })}
      </Banner>
      <Address incident={incident} zone={zone} />
      <Card
        id="facts"
        title="In numbers"
        about={`began on ${date(incident.fromMs, zone)}; intervals hold the truth in 95 of 100 cases`}
      >
        <Facts incident={incident} nowMs={nowMs} zone={zone} />
      </Card>
      <BlamedRequests {...frame} incident={incident} view={view} />
      <div className={styles.columns}>
        <Volume {...frame} incident={incident} window={windowOf(view.range, nowMs)} />
        {reading?.ok && reading.evidence && (
          <TimeLine {...frame} view={view} evidence={reading.evidence} />
        )}
      </div>
      <Evidence {...frame} view={view} current={current} />
    </>
  )
}

/** One incident: when, what, how much, whom, and the lines. */
export function IncidentPage({ id, first, ...given }: Props) {
  const current = useReading<IncidentsReading>('/api/incidents', first.incidents)
  const source = useKnown(useSource(first.source), [current], given.nowMs)
  const path = `/incidents/${encodeURIComponent(id)}`
  const url = `/api${path}/evidence`
  const evidence = useReading<EvidenceReading>(
    url,
    first.evidence,
    evidenceEveryMs,
    first.later.evidence,
  )
  const frame = { ...given, zone: useZone(given.zone) }
  return (
    <Shell path={path} within="/incidents" source={source} {...frame}>
      <Answered reading={current.reading}>
        {(known) => {
          const incident = known.incidents && findIncident(known.incidents, id)
          return incident ? (
            <Known {...frame} incident={incident} current={evidence} />
          ) : (
            <>
              <h1 className="hidden">Incident</h1>
              <NoIncident {...frame} id={id} known={known} />
            </>
          )
        }}
      </Answered>
    </Shell>
  )
}
