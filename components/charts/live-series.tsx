'use client'

import {
  Bar,
  CartesianGrid,
  Cell,
  ComposedChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { AlarmColumn } from '@/lib/alarms/alarm'
import { clock, day, full } from '@/lib/format'
import { axisText, tooltipStyle } from './chart-style'
import { breaches, type SeriesProps, shownOf, topOf } from './series-picture'
import { timeMarks } from './time-axis'

export function LiveSeries(props: SeriesProps) {
  const { columns, metric, zone } = props
  const starts = columns.map(({ fromMs }) => fromMs)
  const marks = new Map(timeMarks(starts, zone).map(({ at, text }) => [starts[at] ?? 0, text]))
  const known = new Map(columns.map((column) => [column.fromMs, column]))
  const label = (ms: number) => {
    const column = known.get(ms)
    const gaps =
      column === undefined || column.missing === 0
        ? ''
        : column.missing === column.periods
          ? ', no datapoint received'
          : `, ${full(column.missing)} of ${full(column.periods)} periods without one`
    return `${day(ms, zone)} ${clock(ms, zone)}${gaps}`
  }
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={columns}
        margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="10%"
        barGap="-100%"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="fromMs"
          ticks={[...marks.keys()]}
          tickFormatter={(ms: number) => marks.get(ms) ?? ''}
          tick={axisText}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          height={24}
          interval={0}
        />
        <YAxis
          yAxisId="value"
          width={42}
          domain={[0, topOf(props)]}
          tickFormatter={(value: number) => String(Number(value.toPrecision(2)))}
          tick={axisText}
          tickLine={false}
          axisLine={false}
        />
        <YAxis yAxisId="empty" orientation="right" width={0} hide domain={[0, 1]} />
        <Tooltip
          cursor={{ fill: 'var(--soft)', opacity: 0.6 }}
          labelFormatter={(ms) => label(Number(ms))}
          formatter={(value) => [Number(Number(value).toPrecision(5)), 'datapoint']}
          {...tooltipStyle}
        />
        <Bar
          yAxisId="empty"
          dataKey={(column: AlarmColumn) => (column.high === null ? 1 : 0)}
          fill="var(--soft)"
          tooltipType="none"
          isAnimationActive={false}
        />
        <Bar
          yAxisId="value"
          dataKey={(column: AlarmColumn) => shownOf(column, metric)}
          name="datapoint"
          minPointSize={(value) =>
            breaches(Number(value), metric) ? 4 : Number(value) > 0 ? 2 : 0
          }
          isAnimationActive={false}
        >
          {columns.map((column) => (
            <Cell
              key={column.fromMs}
              fill={
                breaches(shownOf(column, metric) ?? Number.NaN, metric)
                  ? 'var(--bad)'
                  : 'var(--traffic)'
              }
            />
          ))}
        </Bar>
        <ReferenceLine
          yAxisId="value"
          y={metric.threshold}
          stroke="var(--bad)"
          strokeDasharray="5 3"
        />
      </ComposedChart>
    </ResponsiveContainer>
  )
}
