import { readNamesLoosely } from '../expressions'
import { bind, list, type Sql, sql } from '../sql'
import { asNumber, asText } from '../value'
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
      return { name: named.name, number, low, high, bounds }
    })
    const added = parts.map(({ bounds }) => bounds)
    rows.step`SELECT *, ${added} FROM ${rows.relation}`
    const isBelow = (number: Sql, low: Sql) =>
      options.uselower === true ? sql`${number} < ${low}` : sql`false`
    const isOutside = ({ number, low, high }: (typeof parts)[number]) =>
      sql`${number} > ${high} OR ${isBelow(number, low)}`
    if (action === 'remove' || action === 'rm') {
      rows.matchedHere()
      const outside = list(parts.map(isOutside), ' OR ')
      rows.step`FROM ${rows.relation} WHERE NOT coalesce(${outside}, false)`
      return
    }
    const bounded = parts.map((part) => {
      const { number, low, high } = part
      const within = sql`CASE WHEN ${number} > ${high} THEN ${high} WHEN ${isBelow(number, low)} THEN ${low} ELSE ${number} END`
      if (options.mark !== true) return { name: part.name, sql: within, kind: 'number' as const }
      const text = asText({ sql: within, kind: 'number' })
      const marked = sql`CASE WHEN ${isOutside(part)} THEN '000' || ${text} ELSE ${text} END`
      return { name: part.name, sql: marked, kind: 'text' as const }
    })
    rows.add(bounded)
    show(rows, names)
  }
}
