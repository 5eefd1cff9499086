'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Nothing } from '@/components/shell/panel'
import { full, moment } from '@/lib/format'
import { breaches, type SeriesProps, shownOf, topOf } from './series-picture'
import { TimeAxis } from './time-axis'

/** The picture that needs no script: columns against the line of the threshold. */
function StaticSeries(props: SeriesProps) {
  const { columns, metric, zone } = props
  const top = topOf(props)
  const width = 100 / Math.max(1, columns.length)
  const y = (value: number) => 100 - (Math.max(0, value) / top) * 100
  return (
    <div className="frame">
      <div className="plot">
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {columns.map((column, at) => {
            const value = shownOf(column, metric)
            const height = value === null ? 100 : Math.max(value > 0 ? 1 : 0, 100 - y(value))
            return (
              <rect
                key={column.fromMs}
                x={at * width}
                width={width * (value === null ? 1 : 0.8)}
                y={100 - height}
                height={height}
                fill={
                  value === null
                    ? 'var(--soft)'
                    : breaches(value, metric)
                      ? 'var(--bad)'
                      : 'var(--traffic)'
                }
              />
            )
          })}
          <line
            x1="0"
            x2="100"
            y1={y(metric.threshold)}
            y2={y(metric.threshold)}
            stroke="var(--bad)"
            strokeDasharray="5 3"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      </div>
      <div style={{ position: 'absolute', left: 0, right: 0, bottom: 0 }}>
        <TimeAxis bins={columns.map(({ fromMs }) => fromMs)} zone={zone} />
      </div>
    </div>
  )
}

const LiveSeries = dynamic(() => import('./live-series').then(({ LiveSeries }) => LiveSeries), {
  ssr: false,
})

/** Datapoints of an alarm against its threshold: drawn by the server at once, alive when the page is. */
export function AlarmSeries(props: SeriesProps) {
  const [live, setLive] = useState(false)
  useEffect(() => setLive(true), [])
  const { columns, metric, zone, nowMs } = props
  const received = columns.some(({ high }) => high !== null)
  const missing = columns.some(({ missing }) => missing > 0)
  const merged = (columns[0]?.periods ?? 1) > 1
  const lowest = /[<≤]/.test(metric.comparison)
  if (columns.length === 0)
    return <Nothing title="No period has closed yet">This range has no whole period.</Nothing>
  if (!received)
    return (
      <Nothing title="No datapoint in this period">
        No log events were received, or nothing was measured: choose a longer period.
      </Nothing>
    )
  return (
    <>
      <p className="legend">
        <span>
          <i style={{ background: 'var(--traffic)' }} />
          {merged
            ? `${lowest ? 'lowest' : 'highest'} datapoint of ${full(columns[0]?.periods ?? 1)} periods`
            : 'datapoint'}
        </span>
        <span>
          <i style={{ background: 'var(--bad)' }} />
          breaching
        </span>
        <span>
          <i className="line dashed" style={{ background: 'var(--bad)' }} />
          threshold {metric.comparison} {metric.threshold}
        </span>
        {missing && (
          <span>
            <i style={{ background: 'var(--soft)', outline: '1px solid var(--line)' }} />
            no datapoint received
          </span>
        )}
      </p>
      <div className="chart">{live ? <LiveSeries {...props} /> : <StaticSeries {...props} />}</div>
      <details className="table small">
        <summary>as a table</summary>
        <div className="scroll">
          <table>
            <caption className="hidden">Datapoints</caption>
            <thead>
              <tr>
                <th>from</th>
                {merged && <th className="num">lowest</th>}
                <th className="num">{merged ? 'highest' : 'datapoint'}</th>
                {merged && <th className="num">without one</th>}
              </tr>
            </thead>
            <tbody>
              {columns.map((column) => (
                <tr key={column.fromMs}>
                  <td>{moment(column.fromMs, nowMs, zone)}</td>
                  {merged && <td className="num">{column.low ?? '—'}</td>}
                  <td className="num">{column.high ?? 'none received'}</td>
                  {merged && (
                    <td className="num">
                      {full(column.missing)} of {full(column.periods)}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}
