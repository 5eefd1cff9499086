import type { Span } from '@/lib/text/problem'
import type { Query } from '../ast'
import { equalityKey } from '../compare'
import { MalformedQuery } from '../malformed'
import { type Named, namedBy } from '../names'
import type { Reader } from '../reader'
import type { Rows } from '../rows'
import { as, list, type Sql, sql } from '../sql'
import { rowsOf } from '../stages'
import { scalar, type Value } from '../value'
import { type Command, show } from './command'

function bracketed(reader: Reader): Query {
  reader.expect('(')
  const query = reader.nested(() => reader.subquery(reader))
  reader.expect(')')
  return query
}

/** A column of one side of a join, and what it is called behind it. */
interface Beside {
  name: string
  value: Value
  column: Sql
}

/** Takes columns of `other` beside the rows: what is to be selected there. */
const taken = (columns: Beside[]) => columns.map(({ value, column }) => as(value.sql, column))

function define(rows: Rows, columns: Beside[]): void {
  for (const { name, value, column } of columns)
    rows.columns.set(name, { sql: column, kind: value.kind })
}

/** What the query names of one side: `api.status` of the side api is its field status. */
function fieldsOf(rows: Rows, side: string): { name: string; field: string }[] {
  const prefix = `${side}.`
  const named = [...rows.shared.mentioned].filter((name) => name.startsWith(prefix))
  const names = new Set([`${prefix}@timestamp`, `${prefix}@message`, ...named])
  return [...names].map((name) => ({ name, field: name.slice(prefix.length) }))
}

const whole = (rows: Rows, name: string, { start, end }: Span): Value =>
  scalar(rows.field({ ...namedBy(name), start, end }))

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
  const query = bracketed(reader)
  return (rows, { span }) => {
    rows.matchedHere()
    const other = rowsOf(query, rows)
    const ours = fieldsOf(rows, left).map(({ name, field }) => ({
      name,
      value: whole(rows, field, span),
    }))
    const theirs = fieldsOf(rows, right).map(({ name, field }) => ({
      name,
      value: whole(other, field, span),
      column: rows.names.take(name),
    }))
    const links = keys.map(([one, two]) => ({
      left: equalityKey(whole(rows, one.path.slice(1).join('.'), one)),
      right: equalityKey(whole(other, two.path.slice(1).join('.'), two)),
      column: rows.names.take('key'),
    }))
    rows.add(ours)
    const nth = rows.names.take('nth')
    const linked = links.map(({ right: key, column }) => as(key, column))
    const numbered = sql`row_number() OVER (${other.orderBy()}) AS ${nth}`
    const selected = sql`SELECT ${[...taken(theirs), ...linked, numbered]} FROM ${other.relation}`
    const equal = links.map(({ left: key, column }) => sql`${key} = ${column}`)
    const kind = type === 'left' ? sql`LEFT JOIN` : sql`JOIN`
    rows.step((from) => sql`SELECT * FROM ${from} ${kind} (${selected}) ON ${list(equal, ' AND ')}`)
    rows.orderLast(nth)
    define(rows, theirs)
    rows.defaults = [...ours, ...theirs].map(({ name }) => name)
  }
}

/** `appendcols [override=true] [max=n] (query)`: the columns of another query beside these, row by row. */
export const appendcols: Command = (reader) => {
  const { override, max } = reader.options('override', 'max')
  const query = bracketed(reader)
  return (rows) => {
    rows.matchedHere()
    const other = rowsOf(query, rows)
    const before = rows.outputNames()
    const added = other
      .outputNames()
      .filter((name) => override === true || !before.includes(name))
      .map((name) => ({ name, value: other.output(name), column: rows.names.take(name) }))
    const [mine, theirs] = [rows.names.take('nth'), rows.names.take('nth')]
    const numbered = sql`row_number() OVER (${other.orderBy()}) AS ${theirs}`
    const selected = sql`SELECT ${[...taken(added), numbered]} FROM ${other.relation}`
    const upTo =
      Number.isSafeInteger(max) && Number(max) > 0 ? sql` AND ${theirs} <= ${Number(max)}` : sql``
    const order = rows.orderBy()
    rows.step(
      (from) =>
        sql`SELECT * FROM (SELECT *, row_number() OVER (${order}) AS ${mine} FROM ${from}) LEFT JOIN (${selected}) ON ${mine} = ${theirs}${upTo}`,
    )
    define(rows, added)
    show(rows, added)
  }
}
