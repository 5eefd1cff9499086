'use client'

import { useId } from 'react'
import { colours } from '@/components/charts/colours'
import { Legend } from '@/components/charts/legend'
import { Bar, Hatching, Interval, Line, ReferenceLine } from '@/components/charts/marks'
import { Plot } from '@/components/charts/plot'
import { scalePair } from '@/components/charts/scale'
import { Card } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { Answered } from '@/components/shell/panel'
import { AsTable } from '@/components/shell/table'
import { useReading } from '@/components/shell/use-reading'
import { dayAndClock, duration, full, moment } from '@/lib/format'
import type { Estimate } from '@/lib/orders/expected/distributions'
import type { ExpectedBin } from '@/lib/orders/expected/expected-bin'
import { withInterval } from '@/lib/orders/incidents/incident-note'
import type { Incident } from '@/lib/orders/incidents/incidents'
import type { ExpectedReading } from '@/lib/orders/reading'
import type { OrdersByBin } from '@/lib/queries/orders-by-bin'
import type { RequestsByBin } from '@/lib/queries/requests-by-bin'
import type { UrlByBin } from '@/lib/queries/url-by-bin'
import type { Reading } from '@/lib/reading'
import { minuteMs } from '@/lib/time'
import { writeView } from '@/lib/view'
import { binStarts, isPartial, type Window } from '@/lib/window'

interface Bin {
  bin: number
  orders: number
  /** Failures of the request to blame or, without one, all requests. */
  others: number
  /** Orders to expect of the visits that came, with the interval that holds 95 of 100 bins; null where that is not known. */
  expected: Estimate | null
  isUnfinished: boolean
}

/** Orders, and what stands against them, in every bin of a window. */
export function binsOf(
  window: Window,
  orders: readonly OrdersByBin[],
  others: readonly { bin: number; requests: number }[],
  expected: readonly ExpectedBin[],
): Bin[] {
  return binStarts(window).map((bin) => ({
    bin,
    orders: orders.find((row) => row.bin === bin)?.orders ?? 0,
    others: others.reduce((sum, row) => sum + (row.bin === bin ? row.requests : 0), 0),
    expected: expected.find((row) => row.bin === bin)?.orders ?? null,
    isUnfinished: isPartial(bin, window),
  }))
}

interface ChartProps {
  bins: Bin[]
  binMs: number
  zone: string
  othersName: string
  /** Epoch ms. */
  mark: { ms: number; label: string }
}

function Chart({ bins, binMs, zone, othersName, mark }: ChartProps) {
  const hatching = useId()
  const count = bins.length
  const fromMs = bins[0]?.bin ?? 0
  const toMs = fromMs + count * binMs
  const total = bins.reduce((sum, { orders }) => sum + orders, 0)
  const [scale, rightScale] = scalePair(
    bins.flatMap(({ orders, expected }) => [orders, expected?.high ?? 0]),
    bins.map(({ others }) => others),
    true,
  )
  const noteOf = (at: number) => {
    const { bin = 0, orders = 0, others = 0, expected, isUnfinished = false } = bins[at] ?? {}
    return {
      title: `${dayAndClock(bin, zone)}${isUnfinished ? ' (unfinished)' : ''}`,
      values: [
        { name: 'orders', value: full(orders), colour: colours.orders },
        ...(expected
          ? [{ name: 'expected', value: withInterval(expected), colour: colours.expected }]
          : []),
        { name: othersName, value: full(others), colour: colours.failed },
      ],
    }
  }
  return (
    <>
      <Legend
        items={[
          { name: 'orders', colour: colours.orders },
          bins.some(({ expected }) => expected) && {
            name: 'expected, 95 %',
            colour: colours.expected,
          },
          { name: `${othersName} (right scale)`, colour: colours.failed, shape: 'line' },
          {
            name: mark.label,
            text: <span className="bad">{mark.label}</span>,
            colour: colours.failed,
            shape: 'dashed',
          },
        ]}
      />
      <Plot
        label={`Orders over time: ${full(total)} in all`}
        {...{ fromMs, toMs, zone, scale, rightScale }}
        height={300}
        hover={{ count, noteOf }}
      >
        <Hatching id={hatching} colour={colours.orders} />
        {bins.map(
          ({ bin, expected }, at) =>
            expected && <Interval key={bin} {...{ at, count, scale }} {...expected} />,
        )}
        {bins.map(({ bin, orders, isUnfinished }, at) => (
          <Bar
            key={bin}
            {...{ at, count, scale }}
            to={orders}
            fill={isUnfinished ? `url(#${hatching})` : colours.orders}
          />
        ))}
        <Line
          values={bins.map(({ others }) => others)}
          scale={rightScale}
          stroke={colours.failed}
          partialAt={(at) => bins[at]?.isUnfinished ?? false}
        />
        <ReferenceLine share={(mark.ms - fromMs) / (toMs - fromMs)} />
      </Plot>
      <AsTable
        caption="Orders over the incident"
        rows={bins}
        keyOf={({ bin }) => bin}
        texts={{ from: ({ bin }) => dayAndClock(bin, zone) }}
        numbers={{
          orders: ({ orders }) => full(orders),
          'expected, 95 %': ({ expected }) => (expected ? withInterval(expected) : 'not known'),
          [othersName]: ({ others }) => full(others),
        }}
      />
    </>
  )
}

const everyMs = 5 * minuteMs

/** The window from the beginning of its first bin. */
const wholeBins = ({ fromMs, toMs, binMs }: Window) => ({ fromMs: fromMs - (fromMs % binMs), toMs })

/** Orders from an hour before the incident to its end. `window` is of that time. */
export function Volume({ incident, ...frame }: Frame & { incident: Incident }) {
  const { zone, nowMs } = frame
  const { report, fromMs, orders, expected } = incident
  const { culprit } = report
  // Of slow answers the status tells nothing.
  const failing = culprit && culprit.status >= 300 ? culprit : null
  const view = { range: wholeBins(frame.window) }
  const asked = writeView(failing ? { ...view, request: failing.request } : view)
  const ordersUrl = `/api/queries/orders-by-bin${writeView(view)}`
  const othersUrl = `/api/queries/${failing ? 'url-by-bin' : 'requests-by-bin'}${asked}`
  const current = useReading<Reading<OrdersByBin>>(ordersUrl, null, everyMs)
  const expectedBins = useReading<ExpectedReading>(`/api/expected${writeView(view)}`, null, everyMs)
  const others = useReading<Reading<UrlByBin | RequestsByBin>>(othersUrl, null, everyMs)
  const rows = others.reading?.ok
    ? others.reading.rows.filter(
        (row) =>
          !failing ||
          ('method' in row &&
            row.method === failing.method &&
            Number(row.status) === failing.status),
      )
    : []
  const { reading } = expectedBins
  const knownBins = reading?.ok ? (reading.bins ?? []) : []
  return (
    <Card
      id="volume"
      title="Orders over the incident"
      about={
        expected &&
        `${full(orders)} came ${incident.untilMs === null ? 'since it began' : 'from its beginning to its end'}, ${withInterval(expected)} were expected`
      }
    >
      <Answered reading={current.reading}>
        {({ rows: ordered, window }) => (
          <Answered reading={others.reading}>
            {() => (
              <>
                <Chart
                  bins={binsOf(window, ordered, rows, knownBins)}
                  binMs={window.binMs}
                  zone={zone}
                  othersName={failing ? `answers of ${failing.status}` : 'requests'}
                  mark={{ ms: fromMs, label: `began ${moment(fromMs, nowMs, zone)}` }}
                />
                <p className="small mute">per {duration(window.binMs)}</p>
              </>
            )}
          </Answered>
        )}
      </Answered>
    </Card>
  )
}
