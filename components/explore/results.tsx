'use client'

import { Fragment, lazy, Suspense, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { colourAt, dashAt } from '@/components/charts/colours'
import { Legend } from '@/components/charts/legend'
import { LogText } from '@/components/shell/log-text'
import { pointer, type Row, type Table } from '@/lib/explore'
import { full } from '@/lib/format'
import type { TimeRange } from '@/lib/time'
import { zoneWords } from '@/lib/zone'
import { inZone, momentColumns, oneLine, type TextOf } from './cell'
import { type Chart, chartOf, partialPoints, sumsOf } from './chart-data'
import { EventPanel } from './event-panel'
import { Exports } from './exports'
import { ResultTable } from './result-table'
import styles from './results.module.css'
import { panelId, Tabs, tabId } from './tabs'
import { useResultTable } from './use-result-table'

const ResultChart = lazy(() =>
  import('./result-chart').then(({ ResultChart: default_ }) => ({ default: default_ })),
)

export type As = 'table' | 'chart'

interface Props {
  query: string
  table: Table
  as: As
  zone: string
  /** The time range that was asked about. */
  range: TimeRange | null
  stale: boolean
  onAs: (as: As) => void
}

const views = [
  ['table', 'Table'],
  ['chart', 'Chart'],
] as const

/** The rows in which any value holds the words; those of all columns are looked at. */
function matching(rows: Row[], columns: string[], words: string, textOf: TextOf): Row[] {
  const needle = words.trim().toLowerCase()
  if (needle === '') return rows
  const shown = new Set(columns)
  return rows.filter((row) =>
    Object.entries(row).some(
      ([name, value]) => shown.has(name) && textOf(name, value).toLowerCase().includes(needle),
    ),
  )
}

/** A line is told from others by its dashes too. */
function DashedSign({ at }: { at: number }) {
  return (
    <svg width="26" height="8" aria-hidden="true">
      <path d="M0 4h26" stroke={colourAt(at)} strokeWidth="2.5" strokeDasharray={dashAt(at)} />
    </svg>
  )
}

function Picture({ chart, zone, range }: { chart: Chart | null } & Pick<Props, 'zone' | 'range'>) {
  if (!chart) {
    return (
      <p className="mute small">
        These rows cannot be charted. A chart needs numbers by time or by one field, such as stats
        count(*) by bin(5m), and at most 1,500 points.
      </p>
    )
  }
  const bars = chart.kind === 'bars'
  const partial = partialPoints(chart, range)
  const height = bars
    ? Math.max(180, chart.points.length * (18 + 12 * chart.series.length) + 40)
    : 320
  return (
    <>
      <Legend
        items={chart.series.map((name, at) => ({
          name,
          text: (
            <>
              {chart.lines && <DashedSign at={at} />}
              <LogText text={oneLine(name, 60)} />
            </>
          ),
          colour: chart.lines ? undefined : colourAt(at),
        }))}
      />
      <Suspense fallback={<div style={{ height }} />}>
        <ResultChart chart={chart} partial={partial} zone={zone} height={height} />
      </Suspense>
      <p className="mute small">
        {bars ? '' : `Times in ${range ? zoneWords(zone, range) : zone}. `}
        {partial.size > 0 && 'Faint: unfinished, as the period holds only a part of it. '}
        {chart.leftOut > 0 &&
          `${full(chart.leftOut)} more ${bars ? 'bars' : 'series'} are in the table.`}
      </p>
    </>
  )
}

/** What the rows come to together. */
function Sums({ sums }: { sums: ReturnType<typeof sumsOf> }) {
  if (sums.length === 0) return null
  return (
    <p className="small">
      All rows together:{' '}
      {sums.map(([name, sum], at) => (
        <Fragment key={name}>
          {at > 0 && ' · '}
          <LogText text={oneLine(name, 60)} /> <b>{full(sum)}</b>
        </Fragment>
      ))}
    </p>
  )
}

const identity = (row: Row) => row[pointer] ?? JSON.stringify(row)

/** Where a row stands among rows that may have come after it; alone when it is none of them. */
export function placeOf(row: Row, rows: Row[]): { rows: Row[]; at: number } {
  const found = identity(row)
  const at = rows.includes(row)
    ? rows.indexOf(row)
    : rows.findIndex((other) => identity(other) === found)
  return at === -1 ? { rows: [row], at: 0 } : { rows, at }
}

/** What a query gave: as a table, or drawn where that says something. */
export function Results({ query, table, as, zone, range, stale, onAs }: Props) {
  const [typed, setTyped] = useState('')
  const [opened, setOpened] = useState<Row | null>(null)
  const sought = useDeferredValue(typed)
  const { columns } = table
  const words = range ? zoneWords(zone, range) : zone
  const textOf = useMemo((): TextOf => {
    const moments = momentColumns(query, columns)
    return (name, value) => (moments.has(name) ? inZone(value, zone) : value)
  }, [query, columns, zone])
  const rows = useMemo(
    () => matching(table.rows, columns, sought, textOf),
    [table, columns, sought, textOf],
  )
  const chart = useMemo(() => chartOf(query, { columns, rows }), [query, columns, rows])
  const sums = useMemo(() => sumsOf(query, { columns, rows }), [query, columns, rows])
  const result = useResultTable(columns, rows)
  const ordered = () => result.table.getRowModel().rows.map(({ original }) => original)
  const onOpen = useCallback(
    (at: number) => setOpened(result.table.getRowModel().rows[at]?.original ?? null),
    [result.table],
  )
  return (
    <div className={styles.results} data-stale={stale || undefined} aria-busy={stale}>
      <div className={styles.bar}>
        <Tabs id="result" label="Show the result as" tabs={views} current={as} onChange={onAs} />
        <label className={styles.search}>
          <span className="hidden">Search all rows</span>
          <input
            type="search"
            placeholder="Search all rows"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <span className="small mute" role="status">
          {sought.trim() !== '' && `${full(rows.length)} of ${full(table.rows.length)} rows`}
        </span>
        <Exports table={() => ({ columns, rows: ordered() })} />
      </div>
      <div role="tabpanel" id={panelId('result', as)} aria-labelledby={tabId('result', as)}>
        <Sums sums={sums} />
        {as === 'chart' ? (
          <Picture chart={chart} zone={zone} range={range} />
        ) : (
          <>
            <ResultTable result={result} textOf={textOf} onOpen={onOpen} />
            <p className="mute small">
              Click a row to see it in full. Times in {words}; copies and downloads are in UTC.
            </p>
          </>
        )}
      </div>
      {opened !== null && (
        <EventPanel
          {...placeOf(opened, ordered())}
          textOf={textOf}
          onMove={onOpen}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  )
}
