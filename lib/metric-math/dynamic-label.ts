import type { Series } from './series'

/** What a dynamic label writes for the label that would be without one. */
export const ownLabel = `\${LABEL}`

const none = '--'
const shownNumber = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value) ? none : String(Math.round(value * 1000) / 1000)

function shownSpan(ms: number | undefined): string {
  if (ms === undefined) return none
  const minutes = Math.round(Math.abs(ms) / 60_000)
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'm'],
  ] as const
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count}${unit}`] : [])).join(' ') || '0m'
}

/** What a dynamic label is filled from besides the series: now in epoch ms, and a time zone such as +0130. */
export interface Surroundings {
  nowMs: number
  zone: string
  region: string
  account: string
}

/** Minutes east of UTC of a zone such as +0130. */
const offsetMinutes = (zone: string) =>
  (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5)))

function shownTime(timeMs: number | undefined, zone: string): string {
  if (timeMs === undefined) return none
  const local = new Date(timeMs + offsetMinutes(zone) * 60_000)
  const clock = local.toISOString().slice(0, 16).replace('T', ' ')
  return `${clock} ${offsetMinutes(zone) === 0 ? 'UTC' : zone}`
}

function placeOf(values: readonly number[], better: (a: number, b: number) => boolean) {
  return values.reduce<number>(
    (best, value, at) => (at === 0 || better(value, values[best] ?? 0) ? at : best),
    -1,
  )
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const between = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : Math.abs(a - b)

/** `${…}` of a label: one a row. */
function fillersOf(series: Series, label: string, { nowMs, zone }: Surroundings) {
  const { values, timesMs } = series
  const low = placeOf(values, (a, b) => a < b)
  const high = placeOf(values, (a, b) => a > b)
  const last = values.length - 1
  const has = values.length > 0
  const at = { FIRST: 0, LAST: last, MIN: low, MAX: high }
  const places = Object.entries(at).flatMap(([name, place]) => [
    [name, () => shownNumber(values[place])] as const,
    [`${name}_TIME`, () => shownTime(timesMs[place], zone)] as const,
    [`${name}_TIME_RELATIVE`, () => shownSpan(between(nowMs, timesMs[place]))] as const,
  ])
  return new Map<string, () => string>([
    ...places,
    ['LABEL', () => label],
    ['AVG', () => shownNumber(has ? sum(values) / values.length : undefined)],
    ['SUM', () => shownNumber(has ? sum(values) : undefined)],
    ['DATAPOINT_COUNT', () => String(values.length)],
    ['FIRST_LAST_RANGE', () => shownNumber(between(values[0], values[last]))],
    ['FIRST_LAST_TIME_RANGE', () => shownSpan(between(timesMs[0], timesMs[last]))],
    ['MIN_MAX_RANGE', () => shownNumber(between(values[low], values[high]))],
    ['MIN_MAX_TIME_RANGE', () => shownSpan(between(timesMs[low], timesMs[high]))],
  ])
}

function propertyOf(name: string, { origin }: Series, { region, account }: Surroundings) {
  if (name === 'Region') return region
  if (name === 'AccountId') return account
  if (!origin) return undefined
  const { Metric, Stat, Period } = origin
  if (name.startsWith('Dim.')) {
    return Metric.Dimensions.find(({ Name }) => Name === name.slice('Dim.'.length))?.Value
  }
  const known = new Map([
    ['MetricName', Metric.MetricName],
    ['Namespace', Metric.Namespace],
    ['Stat', Stat],
    ['Period', String(Period)],
  ])
  return known.get(name)
}

const variable = /\$\{\s*(?:PROP\(\s*['"]([^'"]*)['"]\s*\)|([A-Z_]+))\s*\}/g

/** A label with its `${…}` filled in; what is not known stays as it is written. `label` is what ${LABEL} stands for. */
export function dynamicLabel(
  template: string,
  series: Series,
  label: string,
  surroundings: Surroundings,
): string {
  if (!isDynamic(template)) return template
  const fillers = fillersOf(series, label, surroundings)
  return template.replace(variable, (written, property?: string, name = '') =>
    property !== undefined
      ? (propertyOf(property, series, surroundings) ?? none)
      : (fillers.get(name)?.() ?? written),
  )
}

export const isDynamic = (label: string) => label.includes('${')
