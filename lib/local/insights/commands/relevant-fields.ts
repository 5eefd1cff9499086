import type { Named } from '../ast'
import { readExpression } from '../expressions'
import type { Pipeline } from '../pipeline'
import { asCondition, asText, isStructure, scalar, textToNumber } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'

const mostFields = 60

const fieldsOf = (rows: Pipeline): Named[] =>
  rows.source.fields
    .slice(0, mostFields)
    .map((name) => ({ name, path: name.split('.'), span: { start: 0, end: 0 } }))

/**
 * `relevantfields [field, …] where condition`: in which fields the events for which it holds differ
 * from all others. The score is the part of them, 0 to 1, whose value would have to change to make
 * the two alike.
 */
export const relevantfields: Command = (reader) => {
  const named = reader.isWord('where') ? [] : reader.list(() => reader.name('a field'))
  reader.expectWord('where')
  const condition = readExpression(reader)
  return (rows) => {
    const holds = `coalesce(${asCondition(sqlOf(rows, condition))}, false)`
    const chosen = named.length > 0 ? named : fieldsOf(rows)
    const texts = chosen.flatMap(({ name, path, span }) => {
      const value = scalar(rows.field(name, path, span))
      return isStructure(value) ? [] : [{ name, sql: asText(value) }]
    })
    const lists = texts.map(
      ({ name, sql }) => `{'name': ${rows.shared.binder.bind(name)}, 'value': ${sql}}`,
    )
    const pairs =
      lists.length > 0 ? `[${lists.join(', ')}]` : '[]::STRUCT(name VARCHAR, value VARCHAR)[]'
    rows.matchedHere()
    const parts = 'greatest(sum(n) FILTER (holds) OVER (PARTITION BY name), 1)'
    const rest = 'greatest(sum(n) FILTER (NOT holds) OVER (PARTITION BY name), 1)'
    const sql = `WITH pairs AS (
  SELECT holds, pair.name AS name, pair.value AS value, count(*) AS n
  FROM (SELECT ${holds} AS holds, unnest(${pairs}) AS pair FROM (${rows.sql})) GROUP BY ALL
), shares AS (
  SELECT name, value, coalesce(sum(inside), 0) AS inside, coalesce(sum(outside), 0) AS outside FROM (
    SELECT name, value, CASE WHEN holds THEN n / ${parts} END AS inside, CASE WHEN NOT holds THEN n / ${rest} END AS outside FROM pairs
  ) GROUP BY name, value
), medians AS (
  SELECT name, quantile_cont(number, 0.5) FILTER (holds) AS inside, quantile_cont(number, 0.5) FILTER (NOT holds) AS outside
  FROM (SELECT name, holds, ${textToNumber('value')} AS number, unnest(range(n)) FROM pairs) GROUP BY name
)
SELECT name AS field_name, sum(abs(shares.inside - shares.outside)) / 2 AS score,
  array_to_string(list(coalesce(value, '(missing)') ORDER BY shares.inside - shares.outside DESC, value) FILTER (shares.inside > shares.outside)[1:3], ', ') AS top,
  any_value(medians.inside) AS median_inside, any_value(medians.outside) AS median_outside
FROM shares LEFT JOIN medians USING (name) GROUP BY name`
    rows.replaceBy(
      sql,
      new Map([
        ['@fieldName', { sql: 'field_name', kind: 'text' }],
        ['@relevanceScore', { sql: 'score', kind: 'number' }],
        ['@topRelevanceContributors', { sql: 'top', kind: 'text' }],
        ['@conditionalMedian', { sql: 'median_inside', kind: 'number' }],
        ['@baselineMedian', { sql: 'median_outside', kind: 'number' }],
      ]),
      ['score DESC', 'field_name'],
    )
  }
}
