import { readNamesLoosely } from '../expressions'
import { bind, list, type Sql, sql } from '../sql'
import { asNumber, asText, type Value } from '../value'
import { type Command, columnOf, show } from './command'

/**
 * `outlier [action=transform|remove] [param=2.5] [uselower=false] [mark=false] field …`: values further
 * above the upper quartile than `param` times the distance of the quartiles (with uselower: also
 * below the lower one) are set to that bound, or their rows removed.
 */
export const outlier: Command = (reader) => {
  const { start } = reader.token
  const options = reader.options('action', 'param', 'uselower', 'mark')
  const action = String(options.action ?? 'transform').toLowerCase()
  if (!['transform', 'remove', 'tf', 'rm'].includes(action))
    throw reader.malformed('outlier knows the actions transform and remove', start)
  const param = Number(options.param ?? 2.5)
  if (!(param >= 0)) throw reader.malformed('param is a number', start)
  const names = readNamesLoosely(reader)
  if (names.length === 0) throw reader.unexpected('a field')
  return (rows) => {
    const factor = bind(param)
    const parts = names.map((named) => {
      const number = asNumber(columnOf(rows, named, 'outlier'))
      const quartile = (part: number) => sql`quantile_cont(${number}, ${part}) OVER ()`
      const [low, high] = [rows.names.take('low'), rows.names.take('high')]
      const reach = sql`${factor} * (${quartile(0.75)} - ${quartile(0.25)})`
      const bounds = sql`${quartile(0.25)} - ${reach} AS ${low}, ${quartile(0.75)} + ${reach} AS ${high}`
      return { named, number, low, high, bounds }
    })
    const added = parts.map(({ bounds }) => bounds)
    rows.step((from) => sql`SELECT *, ${added} FROM ${from}`)
    const below = (number: Sql, low: Sql) =>
      options.uselower === true ? sql`${number} < ${low}` : sql`false`
    if (action === 'remove' || action === 'rm') {
      rows.matchedHere()
      const outside = parts.map(
        ({ number, low, high }) => sql`${number} > ${high} OR ${below(number, low)}`,
      )
      rows.step((from) => sql`FROM ${from} WHERE NOT coalesce(${list(outside, ' OR ')}, false)`)
      return
    }
    rows.add(
      parts.map(({ named, number, low, high }) => {
        const bounded = sql`CASE WHEN ${number} > ${high} THEN ${high} WHEN ${below(number, low)} THEN ${low} ELSE ${number} END`
        const value: Value = { sql: bounded, kind: 'number' }
        if (options.mark !== true) return { name: named.name, value }
        const changed = sql`${number} > ${high} OR ${below(number, low)}`
        const marked = sql`CASE WHEN ${changed} THEN '000' || ${asText(value)} ELSE ${asText(value)} END`
        return { name: named.name, value: { sql: marked, kind: 'text' as const } }
      }),
    )
    show(rows, names)
  }
}
