'use client'

import type { ReactNode } from 'react'
import { Banner } from '@/components/shell/banner'
import { Card, Disclosure } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { LogText } from '@/components/shell/log-text'
import { Nothing } from '@/components/shell/panel'
import { Shell } from '@/components/shell/shell'
import { Table } from '@/components/shell/table'
import { useReading, useSource } from '@/components/shell/use-reading'
import { useZone } from '@/components/shell/zone'
import { withBase } from '@/lib/base-path'
import { bytes, counted, full, percent } from '@/lib/format'
import type { SourceStatus } from '@/lib/source'
import { slowMinutes } from '@/lib/spending/budget'
import { dollars, type Prices } from '@/lib/spending/prices'
import type {
  SpendingOf,
  SpendingReading,
  SpendingReport,
  Spending as Spent,
} from '@/lib/spending/report'
import styles from './spending.module.css'

interface Props extends Frame {
  /** The day that is taken apart, of UTC; today when absent. */
  day?: string
  first: { source: SourceStatus | null; spending: SpendingReading }
}

type Column = (spending: Spent) => ReactNode

const orDash = (value: number, shown: (value: number) => string) => (value > 0 ? shown(value) : '–')

const numbers: Record<string, Column> = {
  queries: ({ queries }) => orDash(queries, full),
  calls: ({ calls }) => orDash(calls, full),
  scanned: ({ bytesScanned }) => orDash(Math.round(bytesScanned), bytes),
  metrics: ({ metrics }) => orDash(metrics, full),
  'live tail': ({ tailMinutes }) => orDash(tailMinutes, (minutes) => `${full(minutes)} min`),
  cost: ({ cost }) => orDash(cost, dollars),
  saved: ({ saved }) => orDash(saved, dollars),
}

/** The columns that say something of any of these. */
const numbersOf = (rows: readonly Spent[]): Record<string, Column> =>
  Object.fromEntries(
    Object.entries(numbers).filter(
      ([name, of]) => name === 'cost' || rows.some((row) => of(row) !== '–'),
    ),
  )

const pricesText = ({ gbScanned, thousandMetrics, tailMinute }: Prices) =>
  `$${gbScanned} per GB that a query scans, $${thousandMetrics} per 1,000 metrics asked for, $${tailMinute} per minute of live tail`

function Budget({ budget, pace, days, day }: SpendingReport) {
  const today = days.find((one) => one.day === day)?.cost ?? 0
  if (budget === null)
    return (
      <p className={`${styles.budget} mute`}>
        No budget is set: <code>DAILY_BUDGET=1</code> would have open pages refresh more slowly when
        most of a dollar is spent on a day, and not by themselves when all of it is.
      </p>
    )
  const said = {
    usual: 'Open pages refresh each minute.',
    slow: `Open pages refresh every ${slowMinutes} minutes until midnight UTC.`,
    paused: 'Open pages no longer refresh by themselves until midnight UTC.',
  }
  return (
    <p className={styles.budget}>
      <b>{percent(today / budget)}</b> of today’s budget of {dollars(budget)}. {said[pace]}
    </p>
  )
}

interface ByWhatProps {
  what: string
  rows: SpendingOf[]
  /** Stands for what has no name. */
  nobody: string
}

const shownAtOnce = 8

function ByWhat({ what, rows, nobody }: ByWhatProps) {
  const title = `By ${what}`
  const table = (some: SpendingOf[]) => (
    <Table
      caption={`${title}, the dearest first`}
      rows={some}
      keyOf={({ name }) => name ?? ''}
      texts={{
        [what]: ({ name }) =>
          name === null ? <span className="mute">{nobody}</span> : <LogText text={name} />,
      }}
      numbers={numbersOf(some)}
    />
  )
  const more = rows.slice(shownAtOnce)
  return (
    <Card id={`by-${what}`} title={title}>
      {table(rows.slice(0, shownAtOnce))}
      {more.length > 0 && (
        <Disclosure summary={`${full(more.length)} more`}>{table(more)}</Disclosure>
      )}
    </Card>
  )
}

/** The days that are written down, and one of them by what was asked. */
function Days(report: SpendingReport) {
  const { days, today, day, ofDay, pages, questions, viewers, prices } = report
  const isToday = day === today
  const when = isToday ? 'today' : `on ${day}`
  return (
    <>
      <Card
        id="spending"
        level={1}
        title={ofDay.cost > 0 ? `${dollars(ofDay.cost)} spent ${when}` : `Nothing spent ${when}`}
        about="on CloudWatch, by these pages: an estimate"
        footer={
          <>
            <span>At {pricesText(prices)}. Days are of UTC, as on AWS’s bill.</span>
            <a href={withBase(`/api/spending?day=${day}`)}>As JSON</a>
          </>
        }
      >
        <p className={styles.saved}>
          {ofDay.saved > 0 ? (
            <>
              <b>{dollars(ofDay.saved)} saved</b> by sharing and keeping:{' '}
              {counted(ofDay.answers, 'answer')} would have scanned{' '}
              {bytes(Math.round(ofDay.answeredBytes))}, asked for one by one.
            </>
          ) : (
            'Nothing saved yet by sharing and keeping answers.'
          )}
        </p>
        {isToday && <Budget {...report} />}
        <Table
          caption="Days, the newest first"
          rows={days}
          keyOf={({ day: name }) => name}
          texts={{
            day: ({ day: name }) =>
              name === day ? <b>{name}</b> : <a href={withBase(`/spending?day=${name}`)}>{name}</a>,
          }}
          numbers={numbersOf(days)}
        />
      </Card>
      <ByWhat what="page" rows={pages} nobody="no page" />
      <ByWhat what="question" rows={questions} nobody="others" />
      <ByWhat what="viewer" rows={viewers} nobody="CafeWatch itself" />
    </>
  )
}

/** What the pages cost. */
export function Spending({ day, first, ...given }: Props) {
  const source = useSource(first.source)
  const { reading } = useReading<SpendingReading>(
    day === undefined ? '/api/spending' : `/api/spending?day=${day}`,
    first.spending,
  )
  const frame = { ...given, zone: useZone(given.zone) }
  return (
    <Shell path="/spending" source={source} {...frame}>
      {reading?.ok && reading.days === null && (
        <Banner title="Nothing is billed" level={1}>
          {`Amazon CloudWatch is not asked here. With CLOUDWATCH=aws this page shows what it charges, at ${pricesText(reading.prices)}.`}
        </Banner>
      )}
      {reading?.ok &&
        reading.days !== null &&
        (reading.days.length === 0 ? (
          <Card id="spending" level={1} title="Spending">
            <Nothing title="Nothing has been asked of CloudWatch yet" />
          </Card>
        ) : (
          <Days {...reading} />
        ))}
    </Shell>
  )
}
