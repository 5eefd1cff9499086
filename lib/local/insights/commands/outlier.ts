import { readNamesLoosely } from '../expressions'
import { bind, list, type Sql, sql } from '../sql'
import { asNumber } from '../value'
import { type Command, columnOf, show } from './command'

const marker = 'outlier'

/**
 * `outlier [action=transform|remove] [param=2.5] [uselower=false] [mark=false] field …`: values further
 * above the upper quartile than `param` times the distance of the quartiles (with uselower: also
 * below the lower one) are set to that bound, or their rows removed. With mark a column says which.
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
      return { name: named.name, number, low, high, bounds }
    })
    const added = parts.map(({ bounds }) => bounds)
    rows.step`SELECT *, ${added} FROM ${rows.relation}`
    const isBelow = (number: Sql, low: Sql) =>
      options.uselower === true ? sql`${number} < ${low}` : sql`false`
    const areOutside = parts.map(
      ({ number, low, high }) => sql`${number} > ${high} OR ${isBelow(number, low)}`,
    )
    const outside = sql`coalesce(${list(areOutside, ' OR ')}, false)`
    const markers =
      options.mark === true ? [{ name: marker, sql: outside, kind: 'boolean' as const }] : []
    if (action === 'remove' || action === 'rm') {
      rows.matchedHere()
      rows.step`FROM ${rows.relation} WHERE NOT ${outside}`
      rows.add(markers)
      show(rows, markers)
      return
    }
    const bounded = parts.map(({ name, number, low, high }) => {
      const within = sql`CASE WHEN ${number} > ${high} THEN ${high} WHEN ${isBelow(number, low)} THEN ${low} ELSE ${number} END`
      return { name, sql: within, kind: 'number' as const }
    })
    rows.add([...bounded, ...markers])
    show(rows, [...names, ...markers])
  }
}
