'use client'

import { AlarmList } from '@/components/alarms/alarm-list'
import { BarList } from '@/components/charts/bar-list'
import { FailingTable } from '@/components/errors/failing-table'
import { NoFailures, othersOf } from '@/components/errors/no-failures'
import { Card } from '@/components/shell/card'
import { NoEvents } from '@/components/shell/no-events'
import { Answered, Panel } from '@/components/shell/panel'
import { type PageProps, PanelPage } from '@/components/shell/panel-page'
import { counted, full } from '@/lib/format'
import type { Site } from '@/lib/site'
import { viewHref } from '@/lib/view'
import { Bots } from './bots'
import { cityEntry } from './city-entry'
import { Locations } from './locations'
import { Headline, isHeadlineFirst, Orders } from './orders'
import { PeriodIncidents } from './period-incidents'
import { type OverviewProps, overviewQuestions } from './questions'
import { Tiles } from './tiles'
import { Way } from './way'

const maxCities = 10
const maxFailing = 8

function AlarmStates({ alarms, ...frame }: OverviewProps<'alarms'>) {
  return (
    <Card
      id="alarms"
      title="Alarms"
      about="state over this period"
      footer={<a href={viewHref('/alarms', { range: frame.view.range })}>All alarms</a>}
    >
      <Answered reading={alarms.reading} source={frame.source}>
        {(known) => <AlarmList {...frame} alarms={known.alarms} />}
      </Answered>
    </Card>
  )
}

/** The cities that most requests come from, each of which filters the page. */
function Cities({ cities, totals, ...frame }: OverviewProps<'cities' | 'totals'>) {
  return (
    <Panel {...frame} title="Top cities" about="requests" current={cities}>
      {(rows) => {
        const named = rows.filter(({ city }) => city)
        if (named.length === 0) return <NoEvents {...frame} others={othersOf(totals)} />
        const shown = named.slice(0, maxCities)
        return (
          <>
            <BarList
              label="Top cities"
              entries={shown.map((row) => cityEntry(row, shown, frame.view))}
            />
            <p className="small mute">
              {shown.length} of {full(named.length)} cities
            </p>
          </>
        )
      }}
    </Panel>
  )
}

function FailedRequests(
  props: OverviewProps<'failing' | 'urls' | 'failures' | 'totals' | 'situation'>,
) {
  const { failing, totals, ...panel } = props
  const others = othersOf(totals)
  const all = viewHref('/errors', panel.view)
  return (
    <Panel
      {...panel}
      title="Failed requests"
      about="status 400 or above, what costs most first"
      current={failing}
      footer={
        <>
          <a href={all}>All failed requests</a>
          {others > 0 && (
            <a href={`${all}#not-understood`}>
              {counted(others, 'line')} that {others === 1 ? 'was' : 'were'} not understood
            </a>
          )}
        </>
      }
    >
      {(rows) =>
        rows.length === 0 ? (
          <NoFailures {...panel} totals={totals} />
        ) : (
          <FailingTable {...panel} rows={rows} maxRows={maxFailing} />
        )
      }
    </Panel>
  )
}

/** The first page: what is the matter, then how much, when, where, and which requests. */
export function Overview({ site, ...page }: PageProps<typeof overviewQuestions> & { site: Site }) {
  return (
    <PanelPage
      path="/"
      questions={overviewQuestions}
      clock="orders"
      saidFrom={['situation', 'totals', 'orders', 'failing', 'alarms']}
      rows={[
        Headline,
        PeriodIncidents,
        Tiles,
        { columns: 'sides', panels: [Orders, Way] },
        { columns: 'sides', panels: [Locations, AlarmStates] },
        FailedRequests,
        { columns: 'halves', panels: [Cities, Bots] },
      ]}
      isLed={isHeadlineFirst}
      more={{ site }}
      {...page}
    />
  )
}
