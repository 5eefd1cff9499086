import { readNames, readPeriod } from '../expressions'
import { MalformedQuery } from '../malformed'
import { asText } from '../value'
import { type Command, columnOf, show } from './command'

const halfAnHourMs = 1_800_000

/** `sessionize field, … [maxspan period] [as name]`: a name for each visit, which ends when nothing comes for longer than the period. */
export const sessionize: Command = (reader) => {
  const names = readNames(reader)
  let spanMs = halfAnHourMs
  if (reader.takeWord('maxspan')) {
    reader.take('=')
    const period = readPeriod(reader, 'maxspan')
    if (period.calendar)
      throw new MalformedQuery('maxspan needs a period that is always as long', period)
    spanMs = period.ms
  }
  const name = reader.takeWord('as') ? reader.name('a name').name : 'session_id'
  return (rows, { span }) => {
    const time = rows.eventTime(span)
    const keys = names.map((named) => asText(columnOf(rows, named, 'sessionize')))
    const over = `OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${time}, id)`
    const begin = rows.newColumn()
    const isFirst = `coalesce(${time} - lag(${time}) ${over} > ${spanMs}, true)`
    rows.sql = `SELECT *, CASE WHEN ${isFirst} THEN ${time} END AS ${begin} FROM (${rows.sql})`
    const identity = [...keys, `(max(${begin}) ${over})::VARCHAR`]
    // The same visit has the same name whenever it is asked for, and the name gives nothing of it away.
    const sql = `left(md5(concat_ws(chr(31), ${identity.join(', ')})), 16)`
    rows.add([{ name, value: { sql, kind: 'text' } }])
    show(rows, [name])
  }
}
