import { readLength, readNames } from '../expressions'
import { type Sql, sql } from '../sql'
import { asText } from '../value'
import { type Command, columnOf, show } from './command'

const halfAnHourMs = 1_800_000

/** `sessionize field, … [maxspan period] [as name]`: a name for each visit, which ends when nothing comes for longer than the period. */
export const sessionize: Command = (reader) => {
  const names = readNames(reader)
  let spanMs = halfAnHourMs
  if (reader.takeWord('maxspan')) {
    reader.take('=')
    spanMs = readLength(reader, 'maxspan')
  }
  const name = reader.alias() ?? 'session_id'
  return (rows, { span }) => {
    const time = rows.eventTime(span)
    const identity = names.map((named) => asText(columnOf(rows, named, 'sessionize')))
    const [visitor, begin] = [rows.names.take('visitor'), rows.names.take('begin')]
    const number = rows.names.take('visit_number')
    // Numbers are sorted several times as fast as addresses and agents.
    rows.step`SELECT *, hash(${identity}) AS ${visitor} FROM ${rows.relation}`
    // What came at the same time is of the same visit, in whatever order.
    const over = sql`OVER (PARTITION BY ${visitor} ORDER BY ${time})`
    const isFirst = sql`coalesce(${time} - lag(${time}) ${over} > ${spanMs}, true)`
    rows.step`SELECT *, CASE WHEN ${isFirst} THEN ${time} END AS ${begin} FROM ${rows.relation}`
    const numberOf = (of: Sql, begun: Sql) => sql`hash(${of}, ${begun})`
    rows.step`SELECT *, ${numberOf(visitor, sql`max(${begin}) ${over}`)} AS ${number} FROM ${rows.relation}`
    // The same visit has the same name whenever it is asked for, and the name gives nothing of it away.
    const shown = (of: Sql) => sql`lower(to_hex(${of}))`
    rows.add([{ name, sql: shown(number), kind: 'text', key: { sql: number, shown } }])
    rows.visits = { visitor, spanMs, number: numberOf, shown }
    show(rows, [{ name }])
  }
}
