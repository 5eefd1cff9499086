'use client'

import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { axisText } from '@/components/charts/chart-style'
import { timeMarks } from '@/components/charts/time-axis'
import { clock, day, full, seconds, short } from '@/lib/format'
import type { Chart } from './chart-data'
import { colourAt, dashAt } from './series'

const numberText = (value: number) =>
  Number.isInteger(value)
    ? full(value)
    : value.toLocaleString('en-GB', { maximumFractionDigits: 3 })

interface Props {
  chart: Chart
  zone: string
}

/** Lines or bars of a query's numbers; one series over time is bars, as its bins are. */
export function ResultChart({ chart, zone }: Props) {
  const { kind, series, points } = chart
  const times = points.map(({ at }) => at)
  const marks = new Map(timeMarks(times, zone).map(({ at, text }) => [times[at] ?? 0, text]))
  const fine = times.some((ms) => ms % 60_000 !== 0)
  const upright = kind === 'time'
  const labelAt = (at: number) =>
    upright
      ? `${day(at, zone)} ${fine ? seconds(at, zone) : clock(at, zone)}`
      : (points[at]?.label ?? '')
  const values = (at: number) => (point: Chart['points'][number]) => point.values[at]
  // A point between two gaps has no line to be seen by.
  const alone = (series: number, at: number) =>
    points[at]?.values[series] != null &&
    (points[at - 1]?.values[series] ?? null) === null &&
    (points[at + 1]?.values[series] ?? null) === null
  const longest = Math.max(...points.map(({ label }) => shortened(label).length))
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={points}
        layout={upright ? 'horizontal' : 'vertical'}
        margin={{ top: 6, right: 12, bottom: 0, left: 0 }}
        barCategoryGap="14%"
      >
        <CartesianGrid vertical={!upright} horizontal={upright} stroke="var(--line)" />
        {upright ? (
          <>
            <XAxis
              dataKey="at"
              ticks={[...marks.keys()]}
              tickFormatter={(ms: number) => marks.get(ms) ?? ''}
              tick={axisText}
              tickLine={false}
              axisLine={{ stroke: 'var(--line)' }}
              height={24}
              interval={0}
            />
            <YAxis
              width={48}
              tick={axisText}
              tickFormatter={short}
              tickLine={false}
              axisLine={false}
            />
          </>
        ) : (
          <>
            <XAxis
              type="number"
              tick={axisText}
              tickFormatter={short}
              tickLine={false}
              axisLine={{ stroke: 'var(--line)' }}
              height={24}
            />
            <YAxis
              type="category"
              dataKey="at"
              width={Math.min(180, 16 + longest * 7)}
              tick={axisText}
              tickFormatter={(at: number) => shortened(labelAt(at))}
              tickLine={false}
              axisLine={false}
              interval={0}
            />
          </>
        )}
        <Tooltip
          cursor={{ fill: 'var(--soft)', opacity: 0.6, stroke: 'var(--line)' }}
          labelFormatter={(at) => shortened(labelAt(Number(at)), 120)}
          formatter={(value, name) => [numberText(Number(value)), shortened(String(name), 60)]}
          contentStyle={{
            background: 'var(--card)',
            border: '1px solid var(--line)',
            borderRadius: 10,
            color: 'var(--ink)',
            fontSize: 13,
            maxWidth: 420,
            whiteSpace: 'normal',
          }}
          itemStyle={{ color: 'var(--ink)' }}
        />
        {series.map((name, at) =>
          upright && series.length > 1 ? (
            <Line
              key={name}
              dataKey={values(at)}
              name={name}
              stroke={colourAt(at)}
              strokeWidth={2}
              strokeDasharray={dashAt(at)}
              dot={({ cx, cy, index }) => (
                <circle
                  key={index}
                  cx={cx}
                  cy={cy}
                  r={alone(at, index) ? 2.5 : 0}
                  fill={colourAt(at)}
                />
              )}
              isAnimationActive={false}
            />
          ) : (
            <Bar
              key={name}
              dataKey={values(at)}
              name={name}
              fill={colourAt(at)}
              isAnimationActive={false}
            />
          ),
        )}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

const hidden = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Text of a log in a picture: no longer than its place, and no characters that turn it. */
function shortened(text: string, most = 26): string {
  const plain = text.replace(hidden, '�')
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain
}
