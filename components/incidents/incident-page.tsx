'use client'

import { Banner } from '@/components/shell/banner'
import button from '@/components/shell/button.module.css'
import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { LogText } from '@/components/shell/log-text'
import { Answered, Nothing } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { Table } from '@/components/shell/table'
import { useReading, useSource } from '@/components/shell/use-reading'
import { useZone } from '@/components/shell/zone'
import { full, moment } from '@/lib/format'
import { shareOfGroup } from '@/lib/orders/among-words'
import { incidentHref, lasted, withInterval } from '@/lib/orders/incident-note'
import type { Incident } from '@/lib/orders/incidents'
import { amount, rangeOf } from '@/lib/orders/money'
import type { IncidentsReading } from '@/lib/orders/reading'
import type { SourceStatus } from '@/lib/source'
import { hourMs, minuteMs } from '@/lib/time'
import { viewHref } from '@/lib/view'
import styles from './incidents.module.css'

interface Props extends Frame {
  id: string
  first: { incidents: IncidentsReading | null; source: SourceStatus | null }
}

/** The incident and an hour before it, as a period of the other pages. */
const around = ({ fromMs, untilMs }: Incident, nowMs: number) => ({
  fromMs: Math.floor((fromMs - hourMs) / minuteMs) * minuteMs,
  toMs: Math.ceil(((untilMs ?? nowMs) + 10 * minuteMs) / minuteMs) * minuteMs,
})

function Facts({ incident, nowMs, zone }: { incident: Incident; nowMs: number; zone: string }) {
  const { fromMs, saidMs, untilMs, visits, orders, expected, report } = incident
  const { lostOrders, lostMoney } = report
  const isCost = (lostOrders?.estimate ?? 0) >= 0.5
  const facts: [string, string, string][] = [
    ['Began', moment(fromMs, nowMs, zone), `first said ${moment(saidMs, nowMs, zone)}`],
    [
      'Lasted',
      lasted(incident, nowMs),
      untilMs === null
        ? 'goes on; the all-clear comes when orders do'
        : `until ${moment(untilMs, nowMs, zone)}`,
    ],
    ['Visits', full(visits), 'by people, since it began'],
    [
      'Orders',
      full(orders),
      expected ? `${withInterval(expected)} expected` : 'expected: not known',
    ],
    [
      'Missed',
      lostMoney && isCost ? amount(lostMoney.estimate, lostMoney.currency) : '—',
      [
        lostMoney && isCost ? rangeOf(lostMoney) : '',
        lostOrders ? `${withInterval(lostOrders)} orders` : 'not known',
      ]
        .filter(Boolean)
        .join(', '),
    ],
  ]
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value, more]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            <span className="small mute">{more}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Known({ incident, nowMs, zone, view }: { incident: Incident } & Frame) {
  const { report, blamed } = incident
  const period = around(incident, nowMs)
  const at = { ...view, range: period }
  return (
    <>
      <p className="small">
        <a href="/incidents">← All incidents</a>
      </p>
      <Banner title={report.headline} tone={incident.untilMs === null ? 'trouble' : 'unknown'}>
        {report.details.join(' ')}
      </Banner>
      <Card
        id="facts"
        title="In numbers"
        about="with intervals that hold the truth in 95 of 100 cases"
      >
        <Facts incident={incident} nowMs={nowMs} zone={zone} />
      </Card>
      <Card
        id="blamed"
        title="Requests that failed"
        about="the most expensive first"
        footer={
          <>
            <a href={viewHref('/errors', at, { request: undefined, status: undefined })}>
              All failed requests in this time
            </a>
            <a href={viewHref('/', at, { request: undefined, status: undefined })}>
              The overview of this time
            </a>
          </>
        }
      >
        {blamed.length === 0 ? (
          <Nothing title="No request failed more than usual">
            What went wrong left no mark in the answers of the server.
          </Nothing>
        ) : (
          <Table
            caption="Requests that failed"
            rows={[...blamed]}
            keyOf={({ method, request, status }) => `${method} ${request} ${status}`}
            texts={{
              request: ({ method, request, status }) => (
                <a href={viewHref('/errors', at, { request, status: undefined })}>
                  <LogText text={`${method} ${request}`} /> {status}
                </a>
              ),
              since: ({ sinceMs }) => moment(sinceMs, nowMs, zone),
              'met by': ({ among }) => (among ? shareOfGroup(among) : 'nobody in particular'),
            }}
            numbers={{
              failures: ({ failures }) => full(failures),
              'visits that met it': ({ visits }) => full(visits),
              'orders missed': ({ lost }) => withInterval(lost),
            }}
          />
        )}
      </Card>
      <p className={styles.links}>
        <a className={button.plain} href={`/api${incidentHref(incident)}`} download>
          Note in Markdown
        </a>
      </p>
    </>
  )
}

/** One incident: when, what, how much, and the requests that failed. */
export function IncidentPage({ id, first, ...given }: Props) {
  const source = useSource(first.source)
  const current = useReading<IncidentsReading>('/api/incidents', first.incidents)
  const frame = { ...given, zone: useZone(given.zone) }
  return (
    <Shell
      path={`/incidents/${encodeURIComponent(id)}`}
      within="/incidents"
      source={source}
      {...frame}
    >
      <Answered reading={current.reading}>
        {({ incidents }) => {
          const incident = incidents?.find((one) => one.id === id)
          return incident ? (
            <Known incident={incident} {...frame} />
          ) : (
            <Nothing title="There is no such incident">
              Incidents are known for 15 days. <a href="/incidents">All incidents</a>
            </Nothing>
          )
        }}
      </Answered>
    </Shell>
  )
}
