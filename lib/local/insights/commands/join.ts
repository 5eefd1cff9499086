import { equalityKey } from '../compare'
import { MalformedQuery } from '../malformed'
import type { Named } from '../names'
import type { Rows } from '../rows'
import { orderBy } from '../sort'
import { as, list, type Sql, sql } from '../sql'
import { rowsOf } from '../stages'
import { scalar, type Value } from '../value'
import { type Command, show } from './command'

/** A column of another query, and what it is called beside the rows. */
interface Beside extends Value {
  name: string
  column: Sql
}

/** Selects columns of another query, and numbers its rows. */
function selected({ relation, order }: Rows, columns: { sql: Sql; column: Sql }[], nth: Sql): Sql {
  const taken = columns.map((one) => as(one.sql, one.column))
  return sql`SELECT ${[...taken, sql`row_number() OVER (${orderBy(order)}) AS ${nth}`]} FROM ${relation}`
}

function define(rows: Rows, columns: Beside[]): void {
  for (const { name, column, kind } of columns) rows.columns.set(name, { sql: column, kind })
}

const valueIn = (rows: Rows, path: readonly string[]) => scalar(rows.output(path.join('.')))

/** What the query names of one side: `api.status` of the side api is its field status. */
function fieldsOf(side: string, rows: Rows): (Value & { name: string })[] {
  const prefix = `${side}.`
  const named = [...rows.shared.mentioned].filter((name) => name.startsWith(prefix))
  const names = new Set([`${prefix}@timestamp`, `${prefix}@message`, ...named])
  return [...names].map((name) => ({ name, ...valueIn(rows, [name.slice(prefix.length)]) }))
}

/** `join [type=inner|left] left=a right=b where a.k = b.k [and …] (query)`: afterwards fields are a.x and b.y. */
export const join: Command = (reader) => {
  const { start } = reader.token
  const options = reader.options('type', 'left', 'right')
  const [left, right] = [String(options.left ?? 'left'), String(options.right ?? 'right')]
  const type = String(options.type ?? 'inner').toLowerCase()
  if (type !== 'inner' && type !== 'left')
    throw reader.malformed('join knows the types inner and left', start)
  reader.expectWord('where')
  const keys: [Named, Named][] = []
  do {
    const one = reader.name('a key of the left side')
    if (!reader.take('=')) reader.expect('==')
    const other = reader.name('a key of the right side')
    keys.push(one.path[0] === right ? [other, one] : [one, other])
  } while (reader.takeWord('and'))
  for (const [one, other] of keys) {
    if (one.path[0] !== left)
      throw new MalformedQuery(`this key must belong to ${left}: ${left}.name`, one)
    if (other.path[0] !== right)
      throw new MalformedQuery(`this key must belong to ${right}: ${right}.name`, other)
  }
  const query = reader.bracketed()
  return (rows) => {
    rows.matchedHere()
    const other = rowsOf(query, rows)
    const ours = fieldsOf(left, rows)
    const theirs = fieldsOf(right, other).map((field) => ({
      ...field,
      column: rows.names.take(field.name),
    }))
    const links = keys.map(([one, two]) => {
      const [left, right] = [valueIn(rows, one.path.slice(1)), valueIn(other, two.path.slice(1))]
      const column = rows.names.take('key')
      return { left: equalityKey(left, [right]), sql: equalityKey(right, [left]), column }
    })
    rows.add(ours)
    const nth = rows.names.take('nth')
    const found = selected(other, [...theirs, ...links], nth)
    const equal = links.map(({ left: key, column }) => sql`${key} = ${column}`)
    const kind = type === 'left' ? sql`LEFT JOIN` : sql`JOIN`
    rows.step`SELECT * FROM ${rows.relation} ${kind} (${found}) ON ${list(equal, ' AND ')}`
    rows.orderLast(nth)
    define(rows, theirs)
    rows.defaults = [...ours, ...theirs].map(({ name }) => name)
  }
}

/** `appendcols [override=true] [max=n] (query)`: the columns of another query beside these, row by row. */
export const appendcols: Command = (reader) => {
  const { override, max } = reader.options('override', 'max')
  const query = reader.bracketed()
  return (rows) => {
    rows.matchedHere()
    const other = rowsOf(query, rows)
    const before = rows.outputNames()
    const added = other
      .outputNames()
      .filter((name) => override === true || !before.includes(name))
      .map((name) => ({ name, ...other.output(name), column: rows.names.take(name) }))
    const [mine, theirs] = [rows.names.take('nth'), rows.names.take('nth')]
    const found = selected(other, added, theirs)
    const upTo =
      Number.isSafeInteger(max) && Number(max) > 0 ? sql` AND ${theirs} <= ${Number(max)}` : sql``
    const order = rows.orderBy()
    rows.step`SELECT * FROM (SELECT *, row_number() OVER (${order}) AS ${mine} FROM ${rows.relation}) LEFT JOIN (${found}) ON ${mine} = ${theirs}${upTo}`
    define(rows, added)
    show(rows, added)
  }
}
