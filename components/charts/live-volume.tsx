'use client'

import {
  Bar,
  CartesianGrid,
  Cell,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { clock, day, full } from '@/lib/format'
import { axisText, tooltipStyle } from './chart-style'
import type { Volume, VolumeProps } from './order-volume'
import { timeMarks } from './time-axis'

export function LiveVolume({ volumes, zone, arrivingFrom, failingSince, nothing }: VolumeProps) {
  const empty = new Set(volumes.flatMap(({ bin, requests }) => (requests === null ? [bin] : [])))
  const more = (bin: number) =>
    empty.has(bin) ? ` (${nothing})` : bin >= arrivingFrom ? ' (still arriving)' : ''

  const bins = volumes.map(({ bin }) => bin)
  const marks = new Map(timeMarks(bins, zone).map(({ at, text }) => [bins[at] ?? 0, text]))
  const failing = failingSince && bins.filter((bin) => bin <= failingSince.ms).at(-1)
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={volumes}
        margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="12%"
        barGap="-100%"
      >
        <defs>
          <pattern
            id="arriving-live"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="3" height="6" fill="var(--bar)" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="bin"
          ticks={[...marks.keys()]}
          tickFormatter={(ms: number) => marks.get(ms) ?? ''}
          tick={axisText}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          height={24}
          interval={0}
        />
        <YAxis
          yAxisId="orders"
          width={34}
          allowDecimals={false}
          tick={axisText}
          tickLine={false}
          axisLine={false}
        />
        <YAxis
          yAxisId="requests"
          orientation="right"
          width={44}
          allowDecimals={false}
          tick={axisText}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip
          cursor={{ fill: 'var(--soft)', opacity: 0.6 }}
          labelFormatter={(ms) =>
            `${day(Number(ms), zone)} ${clock(Number(ms), zone)}${more(Number(ms))}`
          }
          formatter={(value, name) => [full(Number(value)), String(name)]}
          {...tooltipStyle}
        />
        <YAxis yAxisId="empty" orientation="right" width={0} hide domain={[0, 1]} />
        <Bar
          yAxisId="empty"
          dataKey={({ requests }: Volume) => (requests === null ? 1 : 0)}
          fill="var(--soft)"
          tooltipType="none"
          isAnimationActive={false}
        />
        <Bar yAxisId="orders" dataKey="orders" name="orders" isAnimationActive={false}>
          {volumes.map(({ bin }) => (
            <Cell key={bin} fill={bin >= arrivingFrom ? 'url(#arriving-live)' : 'var(--bar)'} />
          ))}
        </Bar>
        <Line
          yAxisId="requests"
          dataKey="requests"
          name="requests"
          stroke="var(--traffic)"
          strokeWidth={1.8}
          dot={false}
          isAnimationActive={false}
        />
        {failing != null && (
          <ReferenceLine yAxisId="orders" x={failing} stroke="var(--bad)" strokeDasharray="4 3" />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  )
}
