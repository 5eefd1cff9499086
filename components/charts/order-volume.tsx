'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { clock, full } from '@/lib/format'
import { TimeAxis } from './time-axis'

export interface Volume {
  bin: number
  /** Both null when nothing was received. */
  orders: number | null
  requests: number | null
}

export interface VolumeProps {
  volumes: Volume[]
  zone: string
  /** The first bin that is not over yet; its bar is hatched. */
  arrivingFrom: number
  /** What a bin without any request says. */
  nothing: string
  /** When the failing request first failed, if it is in the window. */
  failingSince: { ms: number; label: string } | null
  windowFrom: number
  windowTo: number
}

const niceTop = (value: number) => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power
}

/** The picture that needs no script: bars of orders over a line of requests. */
export function StaticVolume({
  volumes,
  zone,
  arrivingFrom,
  failingSince,
  windowFrom,
  windowTo,
}: VolumeProps) {
  const top = niceTop(Math.max(...volumes.map(({ orders }) => orders ?? 0), 4))
  const topRequests = niceTop(Math.max(...volumes.map(({ requests }) => requests ?? 0), 4))
  const width = 100 / Math.max(1, volumes.length)
  // The line breaks where nothing was received.
  const line = volumes.map(({ requests }, at) => {
    if (requests === null) return ''
    const begins = (volumes[at - 1]?.requests ?? null) === null
    return `${begins ? 'M' : 'L'}${((at + 0.5) * width).toFixed(2)},${(100 - (requests / topRequests) * 100).toFixed(2)}`
  })
  const mark = failingSince
    ? ((failingSince.ms - windowFrom) / (windowTo - windowFrom)) * 100
    : null
  return (
    <div className="frame">
      <div className="plot">
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={`Orders over time: ${full(volumes.reduce((sum, { orders }) => sum + (orders ?? 0), 0))} in all`}
        >
          <defs>
            <pattern id="arriving" width="1.2" height="4" patternUnits="userSpaceOnUse">
              <rect width=".6" height="4" fill="var(--bar)" />
            </pattern>
          </defs>
          {[0, 50, 100].map((y) => (
            <line
              key={y}
              x1="0"
              x2="100"
              y1={y}
              y2={y}
              stroke="var(--line)"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          {volumes.map(({ bin, orders }, at) => (
            <rect
              key={bin}
              x={(at * width + (orders === null ? 0 : width * 0.12)).toFixed(2)}
              width={(width * (orders === null ? 1 : 0.76)).toFixed(2)}
              y={(orders === null ? 0 : 100 - (orders / top) * 100).toFixed(2)}
              height={(orders === null ? 100 : (orders / top) * 100).toFixed(2)}
              fill={
                orders === null
                  ? 'var(--soft)'
                  : bin >= arrivingFrom
                    ? 'url(#arriving)'
                    : 'var(--bar)'
              }
            />
          ))}
          <path
            d={line.join(' ')}
            fill="none"
            stroke="var(--traffic)"
            strokeWidth="1.8"
            vectorEffect="non-scaling-stroke"
          />
          {mark !== null && (
            <line
              x1={mark}
              x2={mark}
              y1="0"
              y2="100"
              stroke="var(--bad)"
              strokeDasharray="4 3"
              vectorEffect="non-scaling-stroke"
            />
          )}
        </svg>
      </div>
      {[top, top / 2, 0].map((value, at) => (
        <span
          className="y"
          key={value}
          style={{ left: 0, top: `calc(${(at * 50 * (270 - 30)) / 270}% - 3px)` }}
        >
          {full(value)}
        </span>
      ))}
      <div style={{ position: 'absolute', left: 0, right: 0, bottom: 0 }}>
        <TimeAxis bins={volumes.map(({ bin }) => bin)} zone={zone} />
      </div>
    </div>
  )
}

const LiveVolume = dynamic(() => import('./live-volume').then(({ LiveVolume }) => LiveVolume), {
  ssr: false,
})

/** Order volume: drawn by the server at once, alive (values under the pointer) when the page is. */
export function OrderVolume(props: VolumeProps) {
  const [live, setLive] = useState(false)
  useEffect(() => setLive(true), [])
  const { volumes, zone, failingSince, nothing } = props
  const gaps = volumes.some(({ requests }) => requests === null)
  return (
    <>
      <p className="legend">
        <span>
          <i style={{ background: 'var(--bar)' }} />
          orders
        </span>
        <span>
          <i className="line" style={{ background: 'var(--traffic)' }} />
          requests (right scale)
        </span>
        {gaps && (
          <span>
            <i style={{ background: 'var(--soft)', outline: '1px solid var(--line)' }} />
            {nothing}
          </span>
        )}
        {failingSince && (
          <span className="bad">
            <i className="line" style={{ background: 'var(--bad)' }} />
            {failingSince.label}
          </span>
        )}
      </p>
      <div className="chart">{live ? <LiveVolume {...props} /> : <StaticVolume {...props} />}</div>
      <details className="table small">
        <summary>as a table</summary>
        <div className="scroll">
          <table>
            <caption className="hidden">Orders and requests over time</caption>
            <thead>
              <tr>
                <th>from</th>
                <th className="num">orders</th>
                <th className="num">requests</th>
              </tr>
            </thead>
            <tbody>
              {volumes.map(({ bin, orders, requests }) => (
                <tr key={bin}>
                  <td>{clock(bin, zone)}</td>
                  <td className="num">{orders === null ? nothing : full(orders)}</td>
                  <td className="num">{requests === null ? '—' : full(requests)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  )
}
