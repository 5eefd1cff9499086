import { compileStored } from '@/lib/local/filter-pattern'
import type { Session, SqlValue } from '@/lib/local/store/duckdb'
import type { EventSource } from '@/lib/local/store/source'
import { dayMs, minuteMs } from '@/lib/time'
import { isConstant } from './constant'
import { storedUnit } from './datapoints'
import type { MetricFilter } from './metric-filter-store'

// An alarm looks back a week, and what is usual in a shop is learnt from as many days.
const pastMs = 15 * dayMs

/**
 * Counts what a metric filter finds in the log events of the last days that are stored already, in place of
 * what its metric had of them. Only a filter that asks for fields and adds a constant: the metrics of others
 * begin with the next event.
 */
export async function countPast(
  session: Session,
  source: EventSource,
  { filterPattern, metricTransformations: [change] }: MetricFilter,
  nowMs: number,
): Promise<void> {
  const { asks, matches } = compileStored(filterPattern)
  if (!asks || !change || !isConstant(change)) return
  const fromMs = Math.floor((nowMs - pastMs) / minuteMs) * minuteMs
  // What decides alone whether an event matches, as one text.
  const asked = `to_json([${asks.map((name) => source.field(name) ?? 'NULL').join(', ')}]::VARCHAR[])::VARCHAR`
  const columns = source.fields.flatMap((name) => source.field(name) ?? [])
  if (source.hasOthers) columns.push('other_fields')
  // Nothing counts a line that is no request: it has no fields but the reason for a doubt.
  const inDoubt = source.field('inDoubt')
  const isRequest = `coalesce(${[...columns, 'NULL'].join(', ')}) IS NOT NULL${inDoubt ? ` AND ${inDoubt} IS NULL` : ''}`
  const requests = `FROM ${source.from} WHERE ts >= $1::BIGINT AND ${isRequest}`
  const { rows } = await session.query(`SELECT DISTINCT ${asked} ${requests}`, [fromMs])
  const matching = rows
    .map(([text]) => String(text))
    .filter((text) => {
      const values = JSON.parse(text) as (string | null)[]
      const found = asks.flatMap((name, at) => {
        const value = values[at]
        return value == null ? [] : [[name, value] as const]
      })
      return matches({ message: '', fields: Object.fromEntries(found) })
    })
  const { metricNamespace, metricName, metricValue, defaultValue, unit } = change
  const metric: SqlValue[] = [metricNamespace, metricName]
  await session.run(
    "DELETE FROM datapoints WHERE namespace = $1 AND metric = $2 AND dimensions = '[]' AND ts >= $3::BIGINT",
    [...metric, fromMs],
  )
  // A minute with events of which none matches has the default, without weight.
  await session.run(
    `INSERT INTO datapoints
    SELECT $2, $3, '[]', minute, CASE WHEN n > 0 THEN $4::DOUBLE ELSE $5::DOUBLE END, n, $6::VARCHAR, NULL FROM (
      SELECT ts // ${minuteMs} * ${minuteMs} AS minute, count(*) FILTER (${asked} IN (SELECT unnest(from_json($7, '["VARCHAR"]')))) AS n ${requests} GROUP BY minute
    ) WHERE n > 0 OR $5::DOUBLE IS NOT NULL`,
    [
      fromMs,
      ...metric,
      Number(metricValue),
      defaultValue ?? null,
      storedUnit(unit),
      JSON.stringify(matching),
    ],
  )
}
