import type { SqlValue } from '@/lib/local/store/duckdb'
import type { Bound, Statistic } from '@/lib/metric-math/statistic'

/** Binds a value and gives its placeholder. */
type Bind = (value: SqlValue) => string

const simple = {
  Sum: 'sum(value * weight)',
  SampleCount: 'sum(weight)',
  Average: 'sum(value * weight) / sum(weight)',
  Minimum: 'min(value)',
  Maximum: 'max(value)',
}

// Rounds away the error of converting percent to samples.
const samples = (percent: number, bind: Bind) => `round(total * ${bind(percent)}::DOUBLE / 100, 9)`

type Ranged = Extract<Statistic, { from: unknown }>

/** How many samples below the range, up to its end, and of each value within it. */
function range({ from, to }: Ranged, bind: Bind) {
  const byValue = (bound: Bound | null) => bound !== null && 'value' in bound
  if (byValue(from) || byValue(to)) {
    const edge = (bound: Bound | null) =>
      bound && 'value' in bound ? `${bind(bound.value)}::DOUBLE` : null
    const low = edge(from)
    const high = edge(to)
    const above = low ? `value > ${low}` : 'true'
    const below = high ? `value <= ${high}` : 'true'
    const clamped = `least(greatest(value, ${low ?? 'value'}), ${high ?? 'value'})`
    return {
      counted: `CASE WHEN ${above} AND ${below} THEN n ELSE 0 END`,
      winsorized: `sum(n * ${clamped}) / sum(n)`,
    }
  }
  const first = from && 'percent' in from ? `floor(${samples(from.percent, bind)})` : '0'
  const last = to && 'percent' in to ? `ceil(${samples(to.percent, bind)})` : 'total'
  const counted = `greatest(0, least(upto, ${last}) - greatest(upto - n, ${first}))`
  const inside = `FILTER (${counted} > 0)`
  return {
    counted,
    winsorized: `(sum(value * ${counted}) + any_value(${first}) * min(value) ${inside} + any_value(total - ${last}) * max(value) ${inside}) / any_value(total)`,
  }
}

function ofRanks(statistic: Exclude<Statistic, { kind: keyof typeof simple }>, bind: Bind): string {
  if (statistic.kind === 'percentile') {
    return `min(value) FILTER (upto >= ceil(${samples(statistic.percent, bind)}))`
  }
  const { counted, winsorized } = range(statistic, bind)
  switch (statistic.kind) {
    case 'TM':
      return `sum(value * ${counted}) / nullif(sum(${counted}), 0)`
    case 'TC':
      return `sum(${counted})`
    case 'TS':
      return `sum(value * ${counted})`
    case 'WM':
      return winsorized
    case 'PR':
      return `100 * sum(${counted}) / sum(n)`
  }
}

/**
 * SQL of a statistic over the table `matching` (series, period, unit, value, weight, summarised): a row of series,
 * period, unit and value for each period and unit. A value counts as often as its weight.
 * As on CloudWatch, what needs single values is not had of statistic sets, nor a percentile of negative values.
 */
export function statisticSql(statistic: Statistic, bind: Bind): string {
  if (!('from' in statistic) && statistic.kind !== 'percentile') {
    return `SELECT series, period, unit, ${simple[statistic.kind]} AS value FROM matching GROUP BY series, period, unit`
  }
  const known =
    statistic.kind === 'percentile'
      ? 'bool_or(summarised) IS NOT true AND min(value) >= 0'
      : 'bool_or(summarised) IS NOT true'
  return `SELECT series, period, unit, ${ofRanks(statistic, bind)} AS value FROM (
    SELECT *, sum(n) OVER (PARTITION BY series, period, unit ORDER BY value ROWS UNBOUNDED PRECEDING) AS upto, sum(n) OVER (PARTITION BY series, period, unit) AS total
    FROM (SELECT series, period, unit, value, summarised, greatest(weight, 1) AS n FROM matching)
  ) GROUP BY series, period, unit HAVING ${known}`
}
