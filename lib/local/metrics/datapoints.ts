import { validationError } from '@/lib/local/aws-error'
import type { Session, SqlValue } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import type { Wanted } from '@/lib/metric-math/inputs'
import type { Window } from '@/lib/metric-math/period'
import { type Metric, nothing, type Points } from '@/lib/metric-math/series'
import { type Statistic, statisticOf, statisticRule } from '@/lib/metric-math/statistic'
import type { Unit } from '@/lib/metric-math/unit'
import { dayMs, minuteMs } from '@/lib/time'
import { statisticSql } from './statistic-sql'

/** A unit as the store has it. */
export const storedUnit = (unit: Unit = 'None'): string | null => (unit === 'None' ? null : unit)

// unit: null is None, as of all datapoints of older stores. summarised: true for what is known of a statistic set,
// whose single values are not.
export const datapointTables = `
  CREATE TABLE IF NOT EXISTS datapoints (namespace VARCHAR, metric VARCHAR, dimensions VARCHAR, ts BIGINT, value DOUBLE, weight DOUBLE, unit VARCHAR);
  ALTER TABLE datapoints ADD COLUMN IF NOT EXISTS unit VARCHAR;
  ALTER TABLE datapoints ADD COLUMN IF NOT EXISTS summarised BOOLEAN;`

/** All datapoints of a request are in memory at once. */
const maxRead = 2_000_000

type Dimensions = Metric['Dimensions']

/** A metric's dimensions as the store has them. */
export const dimensionsText = (list: Dimensions): string =>
  JSON.stringify(list.map(({ Name, Value }) => [Name, Value]).sort())

function dimensionsOf(text: string): Dimensions {
  const pairs: unknown = JSON.parse(text)
  return Array.isArray(pairs)
    ? pairs.map(([Name, Value]) => ({ Name: String(Name), Value: String(Value) }))
    : []
}

/** The metrics with datapoints in the last two weeks, or since then, by namespace, name and dimensions. */
export async function activeMetrics(
  store: Store,
  nowMs: number,
  sinceMs = nowMs - 14 * dayMs,
): Promise<Metric[]> {
  const { rows } = await store.query(
    'SELECT namespace, metric, dimensions FROM datapoints WHERE ts >= $1::BIGINT GROUP BY ALL ORDER BY ALL',
    [sinceMs],
  )
  return rows.map(([namespace, metric, dimensions]) => ({
    Namespace: String(namespace),
    MetricName: String(metric),
    Dimensions: dimensionsOf(String(dimensions)),
  }))
}

/** A JSON list of numbers that DuckDB wrote. */
const numbersIn = (json: SqlValue | undefined) => JSON.parse(String(json)) as number[]

/**
 * The table `stored` with each default of a metric filter, which is stored with no weight by each batch without a match,
 * as one sample of its minute, and none in a minute in which another batch had a match.
 */
const withDefaults = `SELECT * FROM stored WHERE weight > 0
  UNION ALL SELECT series, minute * ${minuteMs}, unit, value, 1, NULL
    FROM (SELECT series, ts // ${minuteMs} AS minute, unit, max(value) AS value FROM stored WHERE weight = 0 GROUP BY ALL) d
    WHERE NOT EXISTS (FROM stored s WHERE s.weight > 0 AND s.series = d.series AND s.ts // ${minuteMs} = d.minute AND s.unit IS NOT DISTINCT FROM d.unit)`

/** Whether defaults need a second look at the datapoints: of 0, as nearly all are, they change no sum. */
async function defaultsCount(store: Store, kind: Statistic['kind'], { startMs, endMs }: Window) {
  const { rows } = await store.query(
    `SELECT 1 FROM datapoints WHERE weight = 0${kind === 'Sum' ? ' AND value <> 0' : ''} AND ts >= $1::BIGINT AND ts < $2::BIGINT LIMIT 1`,
    [startMs, endMs],
  )
  return rows.length > 0
}

/**
 * Loads metrics of one statistic, period and window. Units are never mixed: where a metric has several in
 * a period and none is asked for, it is that of the datapoints without one, or else the first by name.
 */
async function loadAlike(store: Store, wanted: Wanted[], maxDatapoints: number): Promise<Points[]> {
  const points = wanted.map(() => nothing)
  const [first] = wanted
  const statistic = statisticOf(first?.Stat ?? '')
  if (!first) return points
  if (!statistic) {
    throw validationError(
      `The value ${first.Stat} for parameter Stat is not a valid statistic: ${statisticRule}.`,
    )
  }
  const parameters: SqlValue[] = []
  const bind = (value: SqlValue) => `$${parameters.push(value)}`
  // Without its type it would be a HUGEINT, which takes more than twice as long over a million rows.
  const moment = (ms: number) => `${bind(ms)}::BIGINT`
  const list = wanted.map(
    ({ Metric, Unit }, at) =>
      `(${at}, ${bind(Metric.Namespace)}, ${bind(Metric.MetricName)}, ${bind(dimensionsText(Metric.Dimensions))}, ${bind(Unit ?? null)}::VARCHAR)`,
  )
  const { window, Period } = first
  const units = wanted.some(({ Unit }) => Unit !== undefined)
    ? " AND (asked IS NULL OR coalesce(unit, 'None') = asked)"
    : ''
  // A list of each series, as JSON: reading a million rows one by one takes longer than finding them.
  const { rows } = await store.query(
    `WITH wanted(series, namespace, metric, dimensions, asked) AS (VALUES ${list.join(', ')}),
    stored AS (
      SELECT series, ts, unit, value, weight, summarised
      FROM datapoints JOIN wanted USING (namespace, metric, dimensions)
      WHERE ts >= ${moment(window.startMs)} AND ts < ${moment(window.endMs)}${units}
    ),
    matching AS (
      SELECT series, (ts - ${moment(window.startMs)}) // ${moment(Period * 1000)} AS period, unit, value, weight, summarised
      FROM ${(await defaultsCount(store, statistic.kind, window)) ? `(${withDefaults})` : 'stored'}
    ),
    periods AS (
      SELECT series, period, arg_min(value::DOUBLE, coalesce(unit, '')) AS value FROM (${statisticSql(statistic, bind)})
      WHERE isfinite(value) GROUP BY series, period LIMIT ${bind(maxDatapoints + 1)}
    )
    SELECT series, to_json(list(period ORDER BY period)), to_json(list(value ORDER BY period)) FROM periods GROUP BY series`,
    parameters,
  )
  for (const [series, periods, values] of rows) {
    points[Number(series)] = {
      timesMs: numbersIn(periods).map((period) => window.startMs + period * Period * 1000),
      values: numbersIn(values),
    }
  }
  return points
}

/** The units that the datapoints of a metric have in a time range. */
export async function unitsOf(
  store: Store,
  { Namespace, MetricName, Dimensions }: Metric,
  { startMs, endMs }: Window,
): Promise<Unit[]> {
  const { rows } = await store.query(
    `SELECT DISTINCT coalesce(unit, 'None') AS unit FROM datapoints
    WHERE namespace = $1 AND metric = $2 AND dimensions = $3 AND ts >= $4::BIGINT AND ts < $5::BIGINT ORDER BY unit`,
    [Namespace, MetricName, dimensionsText(Dimensions), startMs, endMs],
  )
  return rows.map(([unit]) => String(unit) as Unit)
}

/** Datapoints of each metric that is wanted, oldest first. */
export async function loadDatapoints(store: Store, wanted: Wanted[]): Promise<Points[]> {
  const groups = new Map<string, Wanted[]>()
  for (const metric of wanted) {
    const { Stat, Period, window } = metric
    const key = JSON.stringify([Stat, Period, window.startMs, window.endMs])
    groups.set(key, [...(groups.get(key) ?? []), metric])
  }
  const loaded = new Map<Wanted, Points>()
  let left = maxRead
  for (const group of groups.values()) {
    const points = await loadAlike(store, group, left)
    group.forEach((metric, at) => {
      const series = points[at]
      if (series) loaded.set(metric, series)
      left -= series?.values.length ?? 0
    })
    if (left < 0) {
      throw validationError(
        `This request reads more than ${maxRead} datapoints: ask for a shorter time, a longer period or fewer metrics.`,
      )
    }
  }
  return wanted.map((metric) => loaded.get(metric) ?? nothing)
}

export type Datapoint = [
  namespace: string,
  metric: string,
  dimensions: string,
  periodMs: number,
  value: number,
  weight: number,
  /** Null is None. */
  unit: string | null,
  /** Whether it is a part of a statistic set, whose single values are not known. */
  summarised?: boolean,
]

// Half a character, as JSON escapes may leave it, is no text to DuckDB.
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd')

const shape =
  '[{"namespace":"VARCHAR","metric":"VARCHAR","dimensions":"VARCHAR","ts":"BIGINT","value":"DOUBLE","weight":"DOUBLE","unit":"VARCHAR","summarised":"BOOLEAN"}]'

/** Adds datapoints: period start in epoch ms, dimensions as JSON, weight is how often the value came. */
export async function addDatapoints({ run }: Session, rows: Datapoint[]): Promise<void> {
  if (rows.length === 0) return
  const points = rows.map(
    ([namespace, metric, dimensions, ts, value, weight, unit, summarised]) => ({
      namespace: wellFormed(namespace),
      metric: wellFormed(metric),
      dimensions: wellFormed(dimensions),
      ts,
      value,
      weight,
      unit,
      summarised,
    }),
  )
  // As one text: binding thousands of values takes longer than the rest.
  await run(`INSERT INTO datapoints SELECT unnest(from_json($1, '${shape}'), recursive := true)`, [
    JSON.stringify(points),
  ])
}
