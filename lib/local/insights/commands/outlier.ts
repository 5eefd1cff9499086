import { readNamesLoosely } from '../expressions'
import { MalformedQuery } from '../malformed'
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
    throw new MalformedQuery(
      'outlier knows the actions transform and remove',
      reader.spanFrom(start),
    )
  const param = Number(options.param ?? 2.5)
  if (!(param >= 0)) throw new MalformedQuery('param is a number', reader.spanFrom(start))
  const names = readNamesLoosely(reader)
  if (names.length === 0) throw reader.unexpected('a field')
  return (rows) => {
    const factor = rows.shared.binder.bind(param)
    const parts = names.map((named) => {
      const number = asNumber(columnOf(rows, named, 'outlier'))
      const quartile = (part: number) => `quantile_cont(${number}, ${part}) OVER ()`
      const [low, high] = [rows.newColumn(), rows.newColumn()]
      const reach = `${factor} * (${quartile(0.75)} - ${quartile(0.25)})`
      const bounds = `${quartile(0.25)} - ${reach} AS ${low}, ${quartile(0.75)} + ${reach} AS ${high}`
      return { named, number, low, high, bounds }
    })
    rows.sql = `SELECT *, ${parts.map(({ bounds }) => bounds).join(', ')} FROM (${rows.sql})`
    const below = (number: string, low: string) =>
      options.uselower === true ? `${number} < ${low}` : 'false'
    if (action === 'remove' || action === 'rm') {
      rows.matchedHere()
      const outside = parts.map(
        ({ number, low, high }) => `${number} > ${high} OR ${below(number, low)}`,
      )
      rows.sql = `SELECT * FROM (${rows.sql}) WHERE NOT coalesce(${outside.join(' OR ')}, false)`
      return
    }
    rows.add(
      parts.map(({ named, number, low, high }) => {
        const bounded = `CASE WHEN ${number} > ${high} THEN ${high} WHEN ${below(number, low)} THEN ${low} ELSE ${number} END`
        const value: Value = { sql: bounded, kind: 'number' }
        if (options.mark !== true) return { name: named.name, value }
        const changed = `${number} > ${high} OR ${below(number, low)}`
        const sql = `CASE WHEN ${changed} THEN '000' || ${asText(value)} ELSE ${asText(value)} END`
        return { name: named.name, value: { sql, kind: 'text' as const } }
      }),
    )
    show(
      rows,
      names.map(({ name }) => name),
    )
  }
}
