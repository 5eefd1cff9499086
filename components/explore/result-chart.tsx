'use client'

import type { ReactNode } from 'react'
import {
  Bar,
  type BarShapeProps,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts'
import { colourAt, colours, dashAt } from '@/components/charts/colours'
import { ChartTooltip } from '@/components/charts/hover'
import { Plot } from '@/components/charts/plot'
import { type Scale, scaleOf, tickTexts } from '@/components/charts/scale'
import { day, dayAndClock, full, seconds } from '@/lib/format'
import { minuteMs } from '@/lib/time'
import type { Chart } from './chart-data'

const numberText = (value: number) =>
  Number.isInteger(value)
    ? full(value)
    : value.toLocaleString('en-GB', { maximumFractionDigits: 3 })

type Point = Chart['points'][number]
const seriesAt = (series: number) => (point: Point) => point.values[series]
const axisText = { fontSize: 12, fill: 'var(--mute)' }
const noMargin = { top: 0, right: 0, bottom: 0, left: 0 }

interface Props {
  chart: Chart
  /** The points, by their `at`, that stand for a part of their bins only. */
  partial: ReadonlySet<number>
  zone: string
  height: number
}

export function ResultChart({ chart, partial, zone, height }: Props) {
  const values = chart.points.flatMap((point) => point.values.filter((value) => value !== null))
  const scale = scaleOf(values, values.every(Number.isInteger))
  const fine = chart.points.some(({ at }) => at % minuteMs !== 0)
  const titleOf = ({ at, label }: Point) => {
    if (chart.kind === 'bars') return shortened(label, 120)
    const time = fine ? `${day(at, zone)} ${seconds(at, zone)}` : dayAndClock(at, zone)
    return partial.has(at) ? `${time} (unfinished)` : time
  }
  const noteOf = (at: number) => {
    const point = chart.points.find((point) => point.at === at)
    return {
      title: point ? titleOf(point) : '',
      values: chart.series.flatMap((name, series) => {
        const value = point?.values[series] ?? null
        return value === null
          ? []
          : [{ name: shortened(name, 60), value: numberText(value), colour: colourAt(series) }]
      }),
    }
  }
  const tooltip = <ChartTooltip noteOf={noteOf} />
  if (chart.kind === 'bars')
    return (
      <div style={{ height }}>
        <BarsOfTexts chart={chart} scale={scale} tooltip={tooltip} />
      </div>
    )
  const [fromMs = 0, lastMs = 0] = [chart.points[0]?.at, chart.points.at(-1)?.at]
  return (
    <Plot
      label={`Over time: ${chart.series.map((name) => shortened(name, 60)).join(', ')}`}
      fromMs={fromMs}
      toMs={lastMs + (chart.stepMs ?? 0)}
      zone={zone}
      scale={scale}
      height={height}
      over={<MarksOverTime chart={chart} partial={partial} scale={scale} tooltip={tooltip} />}
    />
  )
}

interface MarksProps {
  chart: Chart
  scale: Scale
  tooltip: ReactNode
}

function MarksOverTime({ chart, partial, scale, tooltip }: MarksProps & Pick<Props, 'partial'>) {
  const { points, stepMs, lines } = chart
  const wholeAt = (series: number) => (point: Point) =>
    partial.has(point.at) ? null : point.values[series]
  // With a partial point, the whole ones beside it: the line between them is part of neither.
  const besidePart = new Set(
    points.flatMap(({ at }) =>
      partial.has(at) ? [at - (stepMs ?? 0), at, at + (stepMs ?? 0)] : [],
    ),
  )
  const partAt = (series: number) => (point: Point) =>
    besidePart.has(point.at) ? point.values[series] : null
  const missing = (series: number, at: number) => (points[at]?.values[series] ?? null) === null
  // A point between two gaps has no line to be seen by.
  const isDot = (series: number, at: number) =>
    !missing(series, at) &&
    (stepMs === null || (missing(series, at - 1) && missing(series, at + 1)))
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={points} margin={noMargin} barCategoryGap="10%">
        {stepMs === null ? (
          <XAxis dataKey="at" type="number" domain={['dataMin', 'dataMax']} hide />
        ) : (
          <XAxis dataKey="at" scale="band" hide />
        )}
        <YAxis domain={[scale.low, scale.high]} hide />
        {tooltip}
        {chart.series.map((name, series) =>
          lines ? (
            <Line
              key={name}
              dataKey={wholeAt(series)}
              stroke={colourAt(series)}
              strokeWidth={2}
              strokeDasharray={dashAt(series)}
              dot={({ cx, cy, index }) => (
                <circle
                  key={index}
                  cx={cx}
                  cy={cy}
                  r={isDot(series, index) ? 2.5 : 0}
                  fill={colourAt(series)}
                />
              )}
              isAnimationActive={false}
            />
          ) : (
            barsOf(name, series, partial)
          ),
        )}
        {partial.size > 0 &&
          lines &&
          chart.series.map((name, series) => (
            <Line
              key={name}
              dataKey={partAt(series)}
              stroke={colourAt(series)}
              strokeWidth={2}
              strokeDasharray="1 4"
              strokeOpacity={faint}
              dot={false}
              isAnimationActive={false}
            />
          ))}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

function BarsOfTexts({ chart, scale, tooltip }: MarksProps) {
  const labels = new Map(chart.points.map(({ at, label }) => [at, shortened(label)]))
  const maxLength = Math.max(...[...labels.values()].map((label) => label.length))
  const texts = tickTexts(scale)
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={chart.points}
        layout="vertical"
        margin={{ ...noMargin, top: 6, right: 20 }}
        barCategoryGap="14%"
      >
        <CartesianGrid horizontal={false} stroke={colours.grid} />
        <XAxis
          type="number"
          domain={[scale.low, scale.high]}
          ticks={scale.ticks}
          tick={axisText}
          tickFormatter={(tick: number) => texts[scale.ticks.indexOf(tick)] ?? ''}
          tickLine={false}
          axisLine={{ stroke: colours.grid }}
          height={24}
        />
        <YAxis
          type="category"
          dataKey="at"
          width={Math.min(180, 16 + maxLength * 7)}
          tick={axisText}
          tickFormatter={(at: number) => labels.get(at) ?? ''}
          tickLine={false}
          axisLine={false}
          interval={0}
        />
        {tooltip}
        {chart.series.map((name, series) => barsOf(name, series, new Set()))}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

const faint = 0.45

const barsOf = (name: string, series: number, partial: ReadonlySet<number>) => (
  <Bar
    key={name}
    dataKey={seriesAt(series)}
    fill={colourAt(series)}
    shape={({ x, y, width, height, payload }: BarShapeProps) => (
      <rect
        {...{ x, y, width, height }}
        fill={colourAt(series)}
        fillOpacity={partial.has((payload as Point).at) ? faint : 1}
      />
    )}
    // A value that is not 0 is seen.
    minPointSize={(value) => (Number(value) === 0 ? 0 : 2)}
    isAnimationActive={false}
  />
)

const hidden = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Text of a log in a picture: no longer than its place, and no characters that turn it. */
function shortened(text: string, maxLength = 26): string {
  const plain = text.replace(hidden, '�')
  return plain.length > maxLength ? `${plain.slice(0, maxLength - 1)}…` : plain
}
