'use client'

import { Nothing } from '@/components/shell/panel'
import { AsTable } from '@/components/shell/table'
import type { Alarm, AlarmColumn } from '@/lib/alarms/alarm'
import { comparisons } from '@/lib/alarms/comparison'
import { dayAndClock, full } from '@/lib/format'
import { colours } from './colours'
import { Legend } from './legend'
import { Bar, NoDataBand, ReferenceLine } from './marks'
import { Plot } from './plot'
import { scaleOf } from './scale'

interface Props {
  /** Of equal length. */
  columns: AlarmColumn[]
  metric: Pick<NonNullable<Alarm['metric']>, 'comparison' | 'threshold'>
  zone: string
}

const firesBelow = ({ comparison }: Props['metric']) => /[<≤]/.test(comparison)

const breaches = (value: number, { comparison, threshold }: Props['metric']) =>
  Object.values(comparisons).some(
    ({ sign, breaches }) => sign === comparison && breaches(value, threshold),
  )

const highestOf = ({ high }: AlarmColumn) => high ?? 'none received'

export function AlarmSeries({ columns, metric, zone }: Props) {
  const [first] = columns
  if (first === undefined)
    return <Nothing title="No period has closed yet">This range has no whole period.</Nothing>
  // An alarm that fires below its threshold is evaluated by the lowest datapoint of a column.
  const below = firesBelow(metric)
  const shown = columns.map(({ low, high }) => (below ? low : high))
  const received = shown.filter((value) => value !== null)
  if (received.length === 0)
    return (
      <Nothing title="No datapoint in this period">
        No log events were received, or nothing was measured: choose a longer period.
      </Nothing>
    )
  const missing = columns.some(({ missing }) => missing > 0)
  const merged = first.periods > 1
  const values = [...received, metric.threshold]
  const scale = scaleOf(values, values.every(Number.isInteger))
  const datapoint = merged
    ? `${below ? 'lowest' : 'highest'} datapoint of ${full(first.periods)} periods`
    : 'datapoint'
  const colourOf = (value: number) => (breaches(value, metric) ? colours.failed : colours.datapoint)
  const noteOf = (at: number) => {
    const column = columns[at] ?? first
    const value = shown[at] ?? null
    const gaps =
      column.missing === 0
        ? ''
        : column.missing === column.periods
          ? ', no datapoint received'
          : `, ${full(column.missing)} of ${full(column.periods)} periods without one`
    return {
      title: dayAndClock(column.fromMs, zone) + gaps,
      values:
        value === null
          ? []
          : [
              {
                name: 'datapoint',
                value: String(Number(value.toPrecision(5))),
                colour: colourOf(value),
              },
            ],
    }
  }
  return (
    <>
      <Legend
        items={[
          { name: datapoint, colour: colours.datapoint },
          { name: 'breaching', colour: colours.failed },
          {
            name: `threshold ${metric.comparison} ${metric.threshold}`,
            colour: colours.failed,
            shape: 'dashed',
          },
          missing && { name: 'no datapoint received', colour: colours.noData, shape: 'outlined' },
        ]}
      />
      <Plot
        label={`Datapoints over time, ${full(received.filter((value) => breaches(value, metric)).length)} of ${full(columns.length)} breaching`}
        fromMs={first.fromMs}
        toMs={first.fromMs + columns.length * (first.toMs - first.fromMs)}
        zone={zone}
        scale={scale}
        hover={{ count: columns.length, noteOf }}
      >
        {columns.map(({ fromMs }, at) => {
          const value = shown[at] ?? null
          const place = { at, count: columns.length }
          return value === null ? (
            <NoDataBand key={fromMs} {...place} />
          ) : (
            <Bar key={fromMs} {...place} to={value} scale={scale} fill={colourOf(value)} />
          )
        })}
        <ReferenceLine value={metric.threshold} scale={scale} />
      </Plot>
      <AsTable
        caption="Datapoints"
        rows={columns}
        keyOf={({ fromMs }) => fromMs}
        texts={{ from: ({ fromMs }) => dayAndClock(fromMs, zone) }}
        numbers={
          merged
            ? {
                lowest: ({ low }) => low ?? '—',
                highest: highestOf,
                'without one': ({ missing, periods }) => `${full(missing)} of ${full(periods)}`,
              }
            : { datapoint: highestOf }
        }
      />
    </>
  )
}
