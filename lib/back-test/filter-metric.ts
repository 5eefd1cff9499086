import { parsePattern } from '@/lib/filter-pattern/parse'
import { fieldOf, readSelector } from '@/lib/filter-pattern/selector'
import type { MetricStat } from '@/lib/metric-math/series'
import type { MetricFilter } from '@/lib/monitoring'
import { every, exactly, fieldName, insights, Unquotable } from '@/lib/queries/insights'
import type { Measure } from '@/lib/queries/measures-by-minute'
import { patternCondition, Untranslatable } from '@/lib/queries/pattern-condition'

/** A metric filter with the dimensions of one of its metrics. */
export interface FilterMetric {
  filter: MetricFilter
  /** Selector → the value that it must have. */
  dimensions: Record<string, string>
}

/** The metric filters that make a metric; none when it comes from elsewhere. */
export function filterMetricsOf(
  { Metric, Unit = 'None' }: MetricStat,
  filters: readonly MetricFilter[],
): FilterMetric[] {
  // What a site file declares has no unit.
  if (Unit !== 'None') return []
  return filters.flatMap((filter): FilterMetric[] => {
    if (filter.namespace !== Metric.Namespace || filter.metric !== Metric.MetricName) return []
    const selectors = Object.entries(filter.dimensions ?? {})
    if (selectors.length !== Metric.Dimensions.length) return []
    const pairs = selectors.map(([name, selector]) => {
      const wanted = Metric.Dimensions.find(({ Name }) => Name === name)
      return [selector, wanted?.Value] as const
    })
    const dimensions = Object.fromEntries(
      pairs.flatMap(([selector, value]) => (value === undefined ? [] : [[selector, value]])),
    )
    return Object.keys(dimensions).length === selectors.length ? [{ filter, dimensions }] : []
  })
}

/** The same for all that need the same events and values. */
export const keyOf = ({ filter, dimensions }: FilterMetric): string =>
  JSON.stringify([filter.pattern, filter.value, filter.defaultValue ?? null, dimensions])

function fieldNamed(selector: string) {
  const name = selector.startsWith('$.') ? fieldOf(readSelector(selector)) : null
  if (name === null) throw new Untranslatable(`${selector} names no single field.`)
  return fieldName(name)
}

/** What a query has to count; null when no query can express it. */
export function measureOf({ filter, dimensions }: FilterMetric): Measure | null {
  try {
    const conditions = [
      patternCondition(parsePattern(filter.pattern)),
      ...Object.entries(dimensions).map(
        ([selector, value]) => insights`${fieldNamed(selector)} like ${exactly(value)}`,
      ),
    ]
    return {
      condition: conditions.length === 1 && conditions[0] ? conditions[0] : every(conditions),
      field: filter.value.startsWith('$') ? fieldNamed(filter.value) : null,
    }
  } catch (error) {
    if (error instanceof Untranslatable || error instanceof Unquotable) return null
    throw error
  }
}
