'use client'

import { AsOf, Card } from '@/components/shell/card'
import type { Clock, Frame } from '@/components/shell/frame'
import { LogText } from '@/components/shell/log-text'
import { Answered, Nothing } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { Table } from '@/components/shell/table'
import { useKnown } from '@/components/shell/use-known'
import { useReading, useSource } from '@/components/shell/use-reading'
import { useZone } from '@/components/shell/zone'
import { withBase } from '@/lib/base-path'
import { full, moment, percent } from '@/lib/format'
import { incidentPath, withInterval } from '@/lib/orders/incidents/incident-note'
import type { Incident } from '@/lib/orders/incidents/incidents'
import type { IncidentsReading, SituationReading } from '@/lib/orders/reading'
import type { Report } from '@/lib/orders/report/report'
import { reportOf } from '@/lib/orders/report/report-of'
import type { Judged } from '@/lib/orders/watch/judged'
import { howLongInWords } from '@/lib/orders/words/lasting'
import { moneyLost } from '@/lib/orders/words/money'
import { nameOf } from '@/lib/orders/words/request-name'
import type { Site } from '@/lib/site'
import type { SourceStatus } from '@/lib/source'

interface Props extends Frame {
  /** Whose orders they are: what a sentence on now is made with. */
  site: Site
  first: {
    incidents: IncidentsReading | null
    situation: SituationReading | null
    source: SourceStatus | null
  }
}

interface NoneProps extends Clock {
  report: Report | null
  readFromMs: number | null
  /** Of the oldest line of the log, epoch ms. */
  oldestMs: number | null
  judged: Judged | null
}

const kinds: Partial<Record<Report['kind'], string>> = {
  'orders-stopped': 'Orders stopped',
  'orders-low': 'Orders low',
  'no-traffic': 'Nothing logged',
}

/** What was the matter, and the request that failed where one did. */
export function What({ report }: Pick<Incident, 'report'>) {
  const { culprit, kind, headline } = report
  const said = kinds[kind]
  if (!culprit) return said ?? headline.replace(/\.$/, '')
  return (
    <>
      {said && `${said}: `}
      <LogText text={nameOf(culprit)} maxLength={80} /> {culprit.status}
    </>
  )
}

// So few hours are those of a night.
const fewUnsure = 0.02

/** What is known of the orders since a moment: as expected only where that could be told. */
const orderWords = ({ unsure }: Judged, at: string) =>
  unsure < fewUnsure
    ? `Orders came as expected since ${at}; before, too few had come to know what to expect.`
    : `No orders are known to be missing since ${at}; before, too few had come to know what to expect. In ${percent(unsure)} of the hours since, a lack of orders and chance could not be told apart.`

/** What the lack of incidents means: without orders, or without lines that are understood, little. */
export function None({ report, readFromMs, oldestMs, judged, nowMs, zone }: NoneProps) {
  // Where there was no log yet, nothing was looked at.
  const fromMs = readFromMs === null ? null : Math.max(readFromMs, oldestMs ?? readFromMs)
  const days =
    fromMs === null ? 'in the days that were read' : `since ${moment(fromMs, nowMs, zone)}`
  if (report?.kind === 'not-configured')
    return (
      <Nothing title="No incident is known">
        {report.headline} So nothing is known of orders that were missed; no request failed much
        more than usual {days}. <a href={withBase('/setup')}>Say what an order is</a>
      </Nothing>
    )
  if (report?.kind === 'not-understood' || report?.kind === 'unknown')
    return (
      <Nothing title="No incident is known">
        {report.headline} {report.details.join(' ')}
      </Nothing>
    )
  if (judged === null || judged.fromMs === null)
    return (
      <Nothing title="No incident is known">
        Too few orders have come {days} to know how many to expect, so none was missed for certain.
        No request on the way to an order failed more than usual.
      </Nothing>
    )
  return (
    <Nothing title="No incident">
      {orderWords(judged, moment(judged.fromMs, nowMs, zone))} No request on the way to an order
      failed more than usual {days}. All of it is judged with the steps that are set now.
    </Nothing>
  )
}

/** Everything that went wrong in the last days, and what it cost. */
export function Incidents({ first, site, ...given }: Props) {
  const current = useReading<IncidentsReading>('/api/incidents', first.incidents)
  const situation = useReading<SituationReading>('/api/situation', first.situation)
  const source = useKnown(useSource(first.source), [current, situation], given.nowMs)
  const now = situation.reading
  const frame = { ...given, zone: useZone(given.zone) }
  const { nowMs, zone } = frame
  // The server says it in its own zone.
  const saidNow = now?.ok && now.state ? reportOf(now.state, { site, zone }) : null
  return (
    <Shell path="/incidents" source={source} {...frame}>
      <Card
        id="incidents"
        level={1}
        title="Incidents"
        about="of the last 15 days, whatever period is chosen"
        footer={
          current.problem && (
            <AsOf atMs={current.answeredMs ?? nowMs} zone={zone} problem={current.problem} />
          )
        }
      >
        <Answered reading={current.reading}>
          {({ incidents, report: said, readFromMs, judged }) => {
            const report = saidNow ?? said
            return incidents === null ? (
              <Nothing title={report ? report.headline : 'Incidents are not found here'}>
                {report ? report.details.join(' ') : 'Recorded answers have no log to follow.'}
              </Nothing>
            ) : incidents.length === 0 ? (
              <None
                {...{ report, readFromMs, judged }}
                oldestMs={source.reading?.oldestEventMs ?? null}
                {...frame}
              />
            ) : (
              <Table
                caption="Incidents, the newest first"
                rows={[...incidents]}
                keyOf={({ id }) => id}
                texts={{
                  began: (one) => (
                    <a href={withBase(incidentPath(one))}>{moment(one.fromMs, nowMs, zone)}</a>
                  ),
                  lasted: (one) => howLongInWords(one, nowMs),
                  what: (one) => <What {...one} />,
                }}
                numbers={{
                  visits: ({ visits }) => full(visits),
                  orders: ({ orders }) => full(orders),
                  'orders missed': ({ report }) =>
                    report.lostOrders ? withInterval(report.lostOrders) : 'not known',
                  money: ({ report }) => moneyLost(report),
                }}
              />
            )
          }}
        </Answered>
      </Card>
    </Shell>
  )
}
