import type { MetricStat } from './series'

type Trait = (metric: MetricStat) => string

/** What metrics can be told by, the most telling first. */
function traitsOf(metrics: readonly MetricStat[]): Trait[] {
  const values = new Map(
    metrics.map((metric) => [
      metric,
      new Map(metric.Metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
    ]),
  )
  const names = new Set([...values.values()].flatMap((dimensions) => [...dimensions.keys()]))
  return [
    nameOf,
    ...[...names].sort().map(
      (name): Trait =>
        (metric) =>
          values.get(metric)?.get(name) ?? '',
    ),
    ...weak,
  ]
}

const nameOf: Trait = ({ Metric }) => Metric.MetricName
// Alone they say too little.
const weak: Trait[] = [
  ({ Stat }) => Stat,
  ({ Period }) => String(Period),
  ({ Metric }) => Metric.Namespace,
]

/** A label for each metric of a list: its name, or what tells it from the others. */
export function defaultLabels(metrics: readonly MetricStat[]): string[] {
  let labels = metrics.map(() => '')
  let strong = false
  for (const trait of traitsOf(metrics)) {
    const longer = metrics.map((metric, at) => `${labels[at]} ${trait(metric)}`.trim())
    if (new Set(longer).size <= new Set(labels).size) continue
    const alone = weak.includes(trait) && !strong
    labels = alone
      ? longer.map((label, at) => `${metrics[at]?.Metric.MetricName} ${label}`)
      : longer
    strong = true
  }
  return labels.map((label, at) => label || (metrics[at]?.Metric.MetricName ?? ''))
}
