import { readExpression } from '../expressions'
import { Names, namedBy } from '../names'
import { bind, sql, step } from '../sql'
import { asCondition, asText, isStructure, scalar, textToNumber } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'

const maxFields = 60

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
    const holds = sql`coalesce(${asCondition(sqlOf(rows, condition))}, false)`
    const known = rows.source.fields.filter((name) => !rows.scan.hides(name))
    const chosen = named.length > 0 ? named : known.slice(0, maxFields).map(namedBy)
    const values = chosen.flatMap((field) => {
      const value = scalar(rows.field(field))
      return isStructure(value)
        ? []
        : [sql`{'name': ${bind(field.name)}, 'value': ${asText(value)}}`]
    })
    const fields =
      values.length > 0 ? sql`[${values}]` : sql`[]::STRUCT(name VARCHAR, value VARCHAR)[]`
    rows.matchedHere()
    const pairs = step(
      'pairs',
      sql`SELECT holds, pair.name AS name, pair.value AS value, count(*) AS n FROM (SELECT ${holds} AS holds, unnest(${fields}) AS pair FROM ${rows.relation}) GROUP BY ALL`,
    )
    const parts = step(
      'parts',
      sql`SELECT name, value, CASE WHEN holds THEN n / greatest(sum(n) FILTER (holds) OVER (PARTITION BY name), 1) END AS inside, CASE WHEN NOT holds THEN n / greatest(sum(n) FILTER (NOT holds) OVER (PARTITION BY name), 1) END AS outside FROM ${pairs}`,
    )
    const shares = step(
      'shares',
      sql`SELECT name, value, coalesce(sum(inside), 0) AS inside, coalesce(sum(outside), 0) AS outside FROM ${parts} GROUP BY name, value`,
    )
    const medians = step(
      'medians',
      sql`SELECT name, quantile_cont(number, 0.5) FILTER (holds) AS inside, quantile_cont(number, 0.5) FILTER (NOT holds) AS outside FROM (SELECT name, holds, ${textToNumber(sql`value`)} AS number, unnest(range(n)) FROM ${pairs}) GROUP BY name`,
    )
    const top = sql`array_to_string(list(coalesce(value, '(missing)') ORDER BY shares.inside - shares.outside DESC, value) FILTER (shares.inside > shares.outside)[1:3], ', ')`
    const byName = { sql: sql`field_name`, descending: false, present: true }
    const made = sql`SELECT name AS field_name, sum(abs(shares.inside - shares.outside)) / 2 AS score, ${top} AS top, any_value(medians.inside) AS median_inside, any_value(medians.outside) AS median_outside FROM ${shares} shares LEFT JOIN ${medians} medians USING (name) GROUP BY name`
    rows.replaceBy(made, {
      columns: new Map([
        ['@fieldName', { sql: sql`field_name`, kind: 'text' }],
        ['@relevanceScore', { sql: sql`score`, kind: 'number' }],
        ['@topRelevanceContributors', { sql: sql`top`, kind: 'text' }],
        ['@conditionalMedian', { sql: sql`median_inside`, kind: 'number' }],
        ['@baselineMedian', { sql: sql`median_outside`, kind: 'number' }],
      ]),
      // DuckDB adds in no fixed order: the last digits of sums decide nothing.
      order: [{ sql: sql`round(score, 9)`, descending: true }, byName],
      names: new Names(['field_name', 'score', 'top', 'median_inside', 'median_outside']),
    })
  }
}
