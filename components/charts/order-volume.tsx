'use client'

import { useId } from 'react'
import { AsTable } from '@/components/shell/table'
import { dayAndClock, full } from '@/lib/format'
import { colours } from './colours'
import { Legend } from './legend'
import { Bar, Hatching, Line, NoDataBand, ReferenceLine } from './marks'
import { Plot } from './plot'
import { scalePair } from './scale'

interface Volume {
  bin: number
  /** Both null when nothing was received. */
  orders: number | null
  requests: number | null
}

interface Props {
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

/** Orders as bars, requests as a line. */
export function OrderVolume(props: Props) {
  const { volumes, zone, arrivingFrom, nothing, failingSince, windowFrom, windowTo } = props
  const hatching = useId()
  const gaps = volumes.some(({ requests }) => requests === null)
  const total = volumes.reduce((sum, { orders }) => sum + (orders ?? 0), 0)
  const [scale, rightScale] = scalePair(
    volumes.map(({ orders }) => orders ?? 0),
    volumes.map(({ requests }) => requests ?? 0),
    true,
  )
  const noteOf = (at: number) => {
    const { bin = 0, orders = null, requests = null } = volumes[at] ?? {}
    const title = dayAndClock(bin, zone)
    if (requests === null) return { title: `${title} (${nothing})`, values: [] }
    return {
      title: bin >= arrivingFrom ? `${title} (still arriving)` : title,
      values: [
        { name: 'orders', value: full(orders ?? 0), colour: colours.orders },
        { name: 'requests', value: full(requests), colour: colours.requests },
      ],
    }
  }
  return (
    <>
      <Legend
        items={[
          { name: 'orders', colour: colours.orders },
          { name: 'requests (right scale)', colour: colours.requests, shape: 'line' },
          gaps && { name: nothing, colour: colours.noData, shape: 'outlined' },
          failingSince && {
            name: failingSince.label,
            text: <span className="bad">{failingSince.label}</span>,
            colour: colours.failed,
            shape: 'dashed',
          },
        ]}
      />
      <Plot
        label={`Orders over time: ${full(total)} in all`}
        fromMs={windowFrom}
        toMs={windowTo}
        zone={zone}
        scale={scale}
        rightScale={rightScale}
        hover={{ count: volumes.length, noteOf }}
      >
        <Hatching id={hatching} colour={colours.orders} />
        {volumes.map(({ bin, orders }, at) =>
          orders === null ? (
            <NoDataBand key={bin} at={at} count={volumes.length} />
          ) : (
            <Bar
              key={bin}
              at={at}
              count={volumes.length}
              to={orders}
              scale={scale}
              fill={bin >= arrivingFrom ? `url(#${hatching})` : colours.orders}
            />
          ),
        )}
        <Line
          values={volumes.map(({ requests }) => requests)}
          scale={rightScale}
          stroke={colours.requests}
          partialAt={(at) => (volumes[at]?.bin ?? 0) >= arrivingFrom}
        />
        {failingSince && (
          <ReferenceLine share={(failingSince.ms - windowFrom) / (windowTo - windowFrom)} />
        )}
      </Plot>
      <AsTable
        caption="Orders and requests over time"
        rows={volumes}
        keyOf={({ bin }) => bin}
        texts={{ from: ({ bin }) => dayAndClock(bin, zone) }}
        numbers={{
          orders: ({ orders }) => (orders === null ? nothing : full(orders)),
          requests: ({ requests }) => (requests === null ? '—' : full(requests)),
        }}
      />
    </>
  )
}
