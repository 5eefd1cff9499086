'use client'

import { Fragment } from 'react'
import { BarList, type Entry } from '@/components/charts/bar-list'
import { Banner } from '@/components/shell/banner'
import { Disclosure } from '@/components/shell/card'
import { useCountryName } from '@/components/shell/country-names'
import { LogText } from '@/components/shell/log-text'
import { isEmptyLog, NoneFits, NotReceived } from '@/components/shell/no-events'
import { Nothing, Panel } from '@/components/shell/panel'
import {
  type PageProps,
  type PanelFrame,
  PanelPage,
  type PanelProps,
} from '@/components/shell/panel-page'
import { Tab } from '@/components/shell/tab'
import type { Current } from '@/components/shell/use-reading'
import { timesIn } from '@/components/shell/zone'
import { withBase } from '@/lib/base-path'
import { counted, moment } from '@/lib/format'
import { incidentPath } from '@/lib/orders/incidents/incident-note'
import { requestReports } from '@/lib/orders/report/request-report'
import { howLongInWords } from '@/lib/orders/words/lasting'
import type { Reading } from '@/lib/reading'
import { shortWords } from '@/lib/short-words'
import type { Site } from '@/lib/site'
import { isNarrowed, viewHref } from '@/lib/view'
import { AnswersByMethod } from './answers-by-method'
import { urlQuestions } from './questions'
import { SampleEvents } from './sample-events'

type Props<Taken extends keyof typeof urlQuestions> = PanelProps<typeof urlQuestions, Taken> & {
  site: Site
}

const maxListed = 8

/** That this URL did not fail, or that none of its failures fits. */
function NoFailure({ view }: Pick<PanelFrame, 'view'>) {
  const isFiltered = isNarrowed({ ...view, request: undefined })
  return isFiltered ? <NoneFits /> : <Nothing title="No failures in this period" />
}

// What every browser says of itself tells none from another.
const shortened = (agent: string) =>
  agent.replace(/^Mozilla\/5\.0 /, '').replace(/ AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)/, '')

const maxHeading = 200

function Heading({ view }: PanelFrame) {
  const { request = '' } = view
  return (
    <>
      <p className="small">
        <a href={viewHref('/errors', view, { request: undefined, status: undefined })}>
          ← All failed requests
        </a>
      </p>
      <h1>
        <LogText text={request} maxLength={maxHeading} />
      </h1>
      {request.length > maxHeading && (
        <Disclosure summary="in full">
          <p className="log">
            <LogText text={request} />
          </p>
        </Disclosure>
      )}
    </>
  )
}

/** What is said of it now, as the headline says it; nothing where a period before that is shown. */
export function Said({ situation: { reading }, site, ...frame }: Props<'situation'>) {
  const { view, window, zone, source } = frame
  const state = reading?.ok ? reading.state : null
  if (!state) return null
  const reports = requestReports(state, view.request ?? '', { site, zone }).filter(
    ({ candidate }) => candidate.sinceMs < window.toMs,
  )
  const first = reports.find(({ tone }) => tone !== undefined)
  return (
    <>
      {/* The frame says in the tab that nothing is known. */}
      {first?.tone && source.notKnownSinceMs == null && (
        <Tab tone={first.tone} title={shortWords(first.headline)} />
      )}
      {reports.map(({ candidate, headline, details, tone }) => (
        <Banner
          key={`${candidate.key} ${candidate.failure}`}
          level={2}
          title={headline}
          tone={tone}
        >
          {details.join(' ')}
        </Banner>
      ))}
    </>
  )
}

/** The incidents of the period that it is to blame for, also where nothing more is said of it now. */
export function OfIncidents({
  incidents: { reading },
  view,
  window,
  nowMs,
  zone,
}: Props<'incidents'>) {
  const known = reading?.ok ? (reading.incidents ?? []) : []
  const its = known.filter(
    ({ fromMs, untilMs, blamed }) =>
      fromMs < window.toMs &&
      (untilMs ?? nowMs) > window.fromMs &&
      blamed.some(({ request }) => request === view.request),
  )
  if (its.length === 0) return null
  return (
    <p className="small">
      {its.length === 1 ? 'Its incident' : 'Its incidents'} in this period:{' '}
      {its.map((one, at) => (
        <Fragment key={one.id}>
          {at > 0 && '; '}
          <a href={withBase(incidentPath(one))}>{moment(one.fromMs, nowMs, zone)}</a>,{' '}
          {howLongInWords(one, nowMs)}
        </Fragment>
      ))}
      .
    </p>
  )
}

function Answers({ byBin, ...frame }: Props<'byBin'>) {
  const { window, zone } = frame
  return (
    <Panel
      {...frame}
      title="Responses over time"
      about={timesIn(frame)}
      current={byBin}
      empty={
        isNarrowed({ ...frame.view, request: undefined }) ? (
          <NoneFits />
        ) : isEmptyLog(frame.source) ? (
          <NotReceived source={frame.source} />
        ) : (
          <Nothing title="No requests for this URL in this period">
            Choose a longer period or another URL.
          </Nothing>
        )
      }
    >
      {(rows) => <AnswersByMethod rows={rows} window={window} zone={zone} />}
    </Panel>
  )
}

interface Ranked {
  failures: number
  clients: number
}
interface RankingProps<Row> extends PanelFrame {
  title: string
  current: Current<Reading<Row>>
  entryOf: (row: Row) => Omit<Entry, 'value' | 'note'>
}

/** Failures by what their clients have in common. */
function Ranking<Row extends Ranked>({ title, entryOf, ...panel }: RankingProps<Row>) {
  const entries = (rows: Row[]) =>
    rows.slice(0, maxListed).map((row) => ({
      ...entryOf(row),
      value: row.failures,
      note: counted(row.clients, 'client'),
    }))
  return (
    <Panel {...panel} title={title} about="failures" empty={<NoFailure view={panel.view} />}>
      {(rows) => <BarList label={title} entries={entries(rows)} />}
    </Panel>
  )
}

function Locations({ locations, ...frame }: Props<'locations'>) {
  const countryName = useCountryName()
  return (
    <Ranking
      {...frame}
      title="Locations"
      current={locations}
      entryOf={({ country, city }) => ({
        key: `${country} ${city}`,
        name: city ?? (country ? countryName(country) : 'unknown location'),
        more: city && country ? country : undefined,
      })}
    />
  )
}

const Browsers = ({ agents, ...frame }: Props<'agents'>) => (
  <Ranking
    {...frame}
    title="Browsers"
    current={agents}
    entryOf={({ agent }) => ({
      key: String(agent),
      name: agent === null ? 'not given' : shortened(agent),
      title: agent ?? undefined,
      lines: 2,
    })}
  />
)

const Referrers = ({ referrers, ...frame }: Props<'referrers'>) => (
  <Ranking
    {...frame}
    title="Referrers"
    current={referrers}
    entryOf={({ referer }) => ({
      key: String(referer),
      name: referer === null || referer === '-' ? 'no referrer' : referer,
    })}
  />
)

const Samples = ({ samples, ...frame }: Props<'samples'>) => (
  <Panel
    {...frame}
    title="Sample log events"
    about="newest failures; client addresses are masked"
    current={samples}
    empty={<NoFailure view={frame.view} />}
  >
    {(rows) => (
      <SampleEvents
        events={rows}
        zone={frame.zone}
        hrefOf={(client) => viewHref('/errors', frame.view, { client })}
      />
    )}
  </Panel>
)

/** One URL: when it failed, for whom, and the very lines. */
export function UrlFailures({ site, ...page }: PageProps<typeof urlQuestions> & { site: Site }) {
  return (
    <PanelPage
      path="/errors"
      questions={urlQuestions}
      clock="byBin"
      rows={[
        Heading,
        Said,
        OfIncidents,
        Answers,
        { columns: 'thirds', panels: [Locations, Browsers, Referrers] },
        Samples,
      ]}
      more={{ site }}
      {...page}
    />
  )
}
