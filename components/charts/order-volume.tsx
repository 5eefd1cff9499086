'use client'

import { useId } from 'react'
import { AsTable } from '@/components/shell/table'
import { dayAndClock, full } from '@/lib/format'
import styles from './charts.module.css'
import { colours } from './colours'
import { Legend } from './legend'
import { Bar, Hatching, Interval, Line, NoDataBand, Outline, ReferenceLine } from './marks'
import { Plot } from './plot'
import { scalePair } from './scale'

export interface Volume {
  bin: number
  /** Both null when nothing was received. */
  orders: number | null
  requests: number | null
  /** Orders to expect, with the interval that holds them in 95 of 100 bins; null where that is not known. */
  expected: { low: number; estimate: number; high: number } | null
  /** What a bin that is not over should hold in the end; null when it is over or that is not known. */
  whole: number | null
  /** No order can come in it. */
  isClosed: boolean
}

interface Props {
  /** Names the chart where there are two of them. */
  title?: string
  /** Whether the colours are explained by the chart beside it. */
  isBeside?: boolean
  volumes: Volume[]
  zone: string
  /** The first bin that is not over yet; its bar is hatched. */
  arrivingFrom: number
  /** What a bin without any request says. */
  nothing: string
  /** A moment to mark, if it is in the window. */
  mark: { ms: number; label: string } | null
  windowFrom: number
  windowTo: number
}

/** As precise as it deserves: 0.4, 5.2, 61. */
const about = (value: number) =>
  value < 9.95 ? String(Number(value.toFixed(1))) : full(Math.round(value))
const intervalText = ({ low, high }: NonNullable<Volume['expected']>) =>
  `${full(low)}–${full(high)}`

/** "5.2 expected (2–9)", or why nothing is expected. */
function expectedText({ expected, isClosed }: Volume): string | null {
  if (isClosed) return 'closed, none expected'
  return expected && `${about(expected.estimate)} (${intervalText(expected)})`
}

/** Orders as bars over the band of those expected, requests as a line. */
export function OrderVolume(props: Props) {
  const {
    title,
    isBeside = false,
    volumes,
    zone,
    arrivingFrom,
    nothing,
    mark,
    windowFrom,
    windowTo,
  } = props
  const hatching = useId()
  const count = volumes.length
  const gaps = volumes.some(({ requests, isClosed }) => requests === null && !isClosed)
  const isExpected = volumes.some(({ expected, isClosed }) => expected && !isClosed)
  const hasClosed = volumes.some(({ isClosed }) => isClosed)
  const total = volumes.reduce((sum, { orders }) => sum + (orders ?? 0), 0)
  const [scale, rightScale] = scalePair(
    volumes.flatMap(({ orders, expected, whole }) => [
      orders ?? 0,
      expected?.high ?? 0,
      whole ?? 0,
    ]),
    volumes.map(({ requests }) => requests ?? 0),
    true,
  )
  const noteOf = (at: number) => {
    const volume = volumes[at]
    if (!volume) return { title: '', values: [] }
    const { bin, orders, requests, whole } = volume
    const title = dayAndClock(bin, zone)
    const expected = expectedText(volume)
    const values = [
      requests !== null && { name: 'orders', value: full(orders ?? 0), colour: colours.orders },
      expected !== null && { name: 'expected', value: expected, colour: colours.expected },
      whole !== null && { name: 'when it is over', value: about(whole), colour: colours.expected },
      requests !== null && { name: 'requests', value: full(requests), colour: colours.requests },
    ].filter((value) => value !== false)
    const state =
      requests === null ? ` (${nothing})` : bin >= arrivingFrom ? ' (still arriving)' : ''
    return { title: title + state, values }
  }
  const marked = mark && {
    name: mark.label,
    text: <span className="bad">{mark.label}</span>,
    colour: colours.failed,
    shape: 'dashed' as const,
  }
  return (
    <div className={styles.filling}>
      {title && <h3 className={styles.title}>{title}</h3>}
      <Legend
        items={
          isBeside
            ? [mark && marked]
            : [
                { name: 'orders', colour: colours.orders },
                isExpected && { name: 'expected, 95 %', colour: colours.expected },
                { name: 'requests (right scale)', colour: colours.requests, shape: 'line' },
                hasClosed && { name: 'closed', colour: colours.closed, shape: 'outlined' },
                gaps && { name: nothing, colour: colours.noData, shape: 'outlined' },
                mark && marked,
              ]
        }
      />
      <Plot
        label={`Orders over time${title ? `, ${title}` : ''}: ${full(total)} in all`}
        fromMs={windowFrom}
        toMs={windowTo}
        zone={zone}
        scale={scale}
        rightScale={rightScale}
        hover={{ count, noteOf }}
      >
        <Hatching id={hatching} colour={colours.orders} />
        {volumes.map(({ bin, orders, expected, isClosed }, at) => (
          <g key={bin}>
            {isClosed ? (
              <NoDataBand at={at} count={count} fill={colours.closed} />
            ) : (
              <>
                {orders === null && <NoDataBand at={at} count={count} />}
                {expected && <Interval at={at} count={count} scale={scale} {...expected} />}
              </>
            )}
          </g>
        ))}
        {volumes.map(({ bin, orders, whole }, at) => (
          <g key={bin}>
            {whole !== null && <Outline at={at} count={count} to={whole} scale={scale} />}
            {orders !== null && (
              <Bar
                at={at}
                count={count}
                to={orders}
                scale={scale}
                fill={bin >= arrivingFrom ? `url(#${hatching})` : colours.orders}
              />
            )}
          </g>
        ))}
        <Line
          values={volumes.map(({ requests }) => requests)}
          scale={rightScale}
          stroke={colours.requests}
          partialAt={(at) => (volumes[at]?.bin ?? 0) >= arrivingFrom}
        />
        {mark && <ReferenceLine share={(mark.ms - windowFrom) / (windowTo - windowFrom)} />}
      </Plot>
      <AsTable
        caption={`Orders and requests over time${title ? `: ${title}` : ''}`}
        rows={volumes}
        keyOf={({ bin }) => bin}
        texts={{ from: ({ bin }) => dayAndClock(bin, zone) }}
        numbers={{
          orders: ({ orders }) => (orders === null ? nothing : full(orders)),
          'expected, 95 %': (volume) => expectedText(volume) ?? 'not known',
          requests: ({ requests }) => (requests === null ? '—' : full(requests)),
        }}
      />
    </div>
  )
}
