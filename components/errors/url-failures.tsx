'use client'

import { BarList, type Entry } from '@/components/charts/bar-list'
import { StatusBars } from '@/components/charts/status-bars'
import { useCountryName } from '@/components/shell/country-names'
import { LogText } from '@/components/shell/log-text'
import { Nothing, Panel } from '@/components/shell/panel'
import { type PageProps, type PanelFrame, PanelPage } from '@/components/shell/panel-page'
import type { Readings } from '@/components/shell/use-queries'
import type { Current } from '@/components/shell/use-reading'
import { counted } from '@/lib/format'
import type { Reading } from '@/lib/reading'
import { type View, viewHref } from '@/lib/view'
import { binStarts } from '@/lib/window'
import { urlQuestions } from './questions'
import { SampleEvents } from './sample-events'

type Questions = typeof urlQuestions
type PanelProps<Taken extends keyof Questions> = Pick<Readings<Questions>, Taken> & PanelFrame

const maxListed = 8
const maxSamples = 20
const none = <Nothing title="No failures in this period" />

// What every browser says of itself tells none from another.
const shortened = (agent: string) =>
  agent.replace(/^Mozilla\/5\.0 /, '').replace(/ AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)/, '')

function Heading({ view }: PanelFrame) {
  return (
    <>
      <p className="small">
        <a href={viewHref('/errors', view, { request: undefined, status: undefined })}>
          ← All failed requests
        </a>
      </p>
      <h1>
        <LogText text={view.request ?? ''} />
      </h1>
    </>
  )
}

function Answers({ byBin, view, window, zone }: PanelProps<'byBin'>) {
  return (
    <Panel
      title="Responses over time"
      about={`times in ${zone}`}
      current={byBin}
      view={view}
      zone={zone}
    >
      {(rows) =>
        rows.length === 0 ? (
          <Nothing title="No requests for this URL in this period">
            Choose a longer period or another URL.
          </Nothing>
        ) : (
          <StatusBars rows={rows} bins={binStarts(window)} binMs={window.binMs} zone={zone} />
        )
      }
    </Panel>
  )
}

interface Ranked {
  failures: number
  clients: number
}
interface RankingProps<Row> {
  title: string
  current: Current<Reading<Row>>
  view: View
  zone: string
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
    <Panel title={title} about="failures" {...panel}>
      {(rows) => (rows.length === 0 ? none : <BarList label={title} entries={entries(rows)} />)}
    </Panel>
  )
}

function Locations({ locations, view, zone }: PanelProps<'locations'>) {
  const countryName = useCountryName()
  return (
    <Ranking
      title="Locations"
      current={locations}
      view={view}
      zone={zone}
      entryOf={({ country, city }) => ({
        key: `${country} ${city}`,
        name: city ?? (country ? countryName(country) : 'unknown location'),
        more: city && country ? country : undefined,
      })}
    />
  )
}

const Browsers = ({ agents, view, zone }: PanelProps<'agents'>) => (
  <Ranking
    title="Browsers"
    current={agents}
    view={view}
    zone={zone}
    entryOf={({ agent }) => ({
      key: String(agent),
      name: agent === null ? 'not given' : shortened(agent),
      title: agent ?? undefined,
      lines: 2,
    })}
  />
)

const Referrers = ({ referrers, view, zone }: PanelProps<'referrers'>) => (
  <Ranking
    title="Referrers"
    current={referrers}
    view={view}
    zone={zone}
    entryOf={({ referer }) => ({
      key: String(referer),
      name: referer === null || referer === '-' ? 'no referrer' : referer,
    })}
  />
)

const Samples = ({ samples, view, zone }: PanelProps<'samples'>) => (
  <Panel
    title="Sample log events"
    about="newest failures; client addresses are masked"
    current={samples}
    view={view}
    zone={zone}
  >
    {(rows) =>
      rows.length === 0 ? none : <SampleEvents events={rows.slice(0, maxSamples)} zone={zone} />
    }
  </Panel>
)

/** One URL: when it failed, for whom, and the very lines. */
export function UrlFailures(page: PageProps<Questions>) {
  return (
    <PanelPage
      path="/errors"
      questions={urlQuestions}
      clock="byBin"
      rows={[
        Heading,
        Answers,
        { columns: 'thirds', panels: [Locations, Browsers, Referrers] },
        Samples,
      ]}
      more={{}}
      {...page}
    />
  )
}
