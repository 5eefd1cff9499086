import { minuteMs } from '@/lib/time'
import type { MetricStat, Series } from './series'

type Trait = (metric: MetricStat) => string

const nameOf: Trait = ({ Metric }) => Metric.MetricName
// Too little on their own.
const weak: Trait[] = [
  ({ Stat }) => Stat,
  ({ Period }) => String(Period),
  ({ Metric }) => Metric.Namespace,
]

/** What metrics can differ in, the most characteristic first. */
function traitsOf(metrics: readonly MetricStat[]): Trait[] {
  const names = metrics.flatMap(({ Metric }) => Metric.Dimensions.map(({ Name }) => Name))
  const byDimension = [...new Set(names)].sort().map(
    (name): Trait =>
      ({ Metric }) =>
        Metric.Dimensions.find(({ Name }) => Name === name)?.Value ?? '',
  )
  return [nameOf, ...byDimension, ...weak]
}

/** A label for each metric of a list: its name, or what distinguishes it from the others. */
export function defaultLabels(metrics: readonly MetricStat[]): string[] {
  let labels = metrics.map(() => '')
  let isFirst = true
  for (const trait of traitsOf(metrics)) {
    const prefix = (metric: MetricStat, at: number) =>
      isFirst && weak.includes(trait) ? nameOf(metric) : labels[at]
    const longer = metrics.map((metric, at) => `${prefix(metric, at)} ${trait(metric)}`.trim())
    if (new Set(longer).size <= new Set(labels).size) continue
    labels = longer
    isFirst = false
  }
  return metrics.map((metric, at) => labels[at] || nameOf(metric))
}

/** What a dynamic label writes for the label that would be without one. */
export const ownLabel = `\${LABEL}`

/** What a dynamic label is filled from besides the series: now in epoch ms, and a time zone such as +0130. */
export interface LabelContext {
  nowMs: number
  zone: string
  region: string
  account: string
}

const none = '--'
const shownNumber = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? none : String(Math.round(value * 1000) / 1000)

function shownDuration(ms: number | undefined): string {
  if (ms === undefined) return none
  const minutes = Math.round(ms / minuteMs)
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'm'],
  ] as const
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count}${unit}`] : [])).join(' ') || '0m'
}

function shownTime(timeMs: number | undefined, zone: string): string {
  if (timeMs === undefined) return none
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5))
  const eastMs = (zone.startsWith('-') ? -minutes : minutes) * minuteMs
  const clock = new Date(timeMs + eastMs).toISOString().slice(0, 16).replace('T', ' ')
  return `${clock} ${minutes === 0 ? 'UTC' : zone}`
}

const indexOf = (values: readonly number[], isBetter: (a: number, b: number) => boolean) =>
  values.reduce((best, value, at) => (isBetter(value, values[best] ?? 0) ? at : best), 0)

const apart = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : Math.abs(a - b)

/** The value of each `${…}` of a label. */
function fillersOf({ values, timesMs }: Series, label: string, { nowMs, zone }: LabelContext) {
  const [first, last] = [0, values.length - 1]
  const low = indexOf(values, (a, b) => a < b)
  const high = indexOf(values, (a, b) => a > b)
  const sum = values.length > 0 ? values.reduce((total, value) => total + value, 0) : undefined
  const one = (name: string, at: number) => ({
    [name]: shownNumber(values[at]),
    [`${name}_TIME`]: shownTime(timesMs[at], zone),
    [`${name}_TIME_RELATIVE`]: shownDuration(apart(nowMs, timesMs[at])),
  })
  const range = (name: string, from: number, to: number) => ({
    [`${name}_RANGE`]: shownNumber(apart(values[from], values[to])),
    [`${name}_TIME_RANGE`]: shownDuration(apart(timesMs[from], timesMs[to])),
  })
  const fillers: Record<string, string> = {
    ...one('FIRST', first),
    ...one('LAST', last),
    ...one('MIN', low),
    ...one('MAX', high),
    ...range('FIRST_LAST', first, last),
    ...range('MIN_MAX', low, high),
    LABEL: label,
    AVG: shownNumber(sum === undefined ? undefined : sum / values.length),
    SUM: shownNumber(sum),
    DATAPOINT_COUNT: String(values.length),
  }
  return fillers
}

function propertyOf(name: string, { origin }: Series, { region, account }: LabelContext) {
  if (name === 'Region') return region
  if (name === 'AccountId') return account
  if (!origin) return undefined
  const { Metric, Stat, Period } = origin
  if (name === 'MetricName') return Metric.MetricName
  if (name === 'Namespace') return Metric.Namespace
  if (name === 'Stat') return Stat
  if (name === 'Period') return String(Period)
  return Metric.Dimensions.find((dimension) => name === `Dim.${dimension.Name}`)?.Value
}

const variable = /\$\{\s*(?:PROP\(\s*['"]([^'"]*)['"]\s*\)|([A-Z_]+))\s*\}/g

export const isDynamic = (label: string) => label.includes('${')

/** A label with its `${…}` filled in; an unknown one stays as written. `label` is the value of ${LABEL}. */
export function dynamicLabel(
  template: string,
  series: Series,
  label: string,
  context: LabelContext,
): string {
  if (!isDynamic(template)) return template
  const fillers = fillersOf(series, label, context)
  return template.replace(variable, (written, property?: string, name = '') =>
    property !== undefined
      ? (propertyOf(property, series, context) ?? none)
      : (fillers[name] ?? written),
  )
}
