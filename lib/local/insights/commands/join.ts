import type { Span } from '@/lib/text/problem'
import type { Named, Query } from '../ast'
import { equalityKey } from '../compare'
import { MalformedQuery } from '../malformed'
import type { Pipeline } from '../pipeline'
import type { Reader } from '../reader'
import { scalar, type Value } from '../value'
import { type Command, show } from './command'

function bracketed(reader: Reader): Query {
  reader.expect('(')
  const query = reader.nested(() => reader.subquery(reader))
  reader.expect(')')
  return query
}

/** What the query names of one side: `api.status` of the side api is its field status. */
function fieldsOf(rows: Pipeline, side: string): { name: string; field: string }[] {
  const prefix = `${side}.`
  const named = [...rows.shared.mentioned].filter((name) => name.startsWith(prefix))
  const always = ['@timestamp', '@message'].map((name) => prefix + name)
  return [...new Set([...always, ...named])].map((name) => ({
    name,
    field: name.slice(prefix.length),
  }))
}

const whole = (rows: Pipeline, name: string, span: Span): Value =>
  scalar(rows.field(name, name.split('.'), span))

/** `join [type=inner|left] left=a right=b where a.k = b.k [and …] (query)`: afterwards fields are a.x and b.y. */
export const join: Command = (reader) => {
  const { start } = reader.token
  const options = reader.options('type', 'left', 'right')
  const [left, right] = [String(options.left ?? 'left'), String(options.right ?? 'right')]
  const type = String(options.type ?? 'inner').toLowerCase()
  if (type !== 'inner' && type !== 'left')
    throw new MalformedQuery('join knows the types inner and left', reader.spanFrom(start))
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
      throw new MalformedQuery(`this key must belong to ${left}: ${left}.name`, one.span)
    if (other.path[0] !== right)
      throw new MalformedQuery(`this key must belong to ${right}: ${right}.name`, other.span)
  }
  const query = bracketed(reader)
  return (rows, { span }) => {
    rows.matchedHere()
    const other = rows.compile(query, rows)
    const ours = fieldsOf(rows, left).map(({ name, field }) => ({
      name,
      value: whole(rows, field, span),
    }))
    const theirs = fieldsOf(rows, right).map(({ name, field }) => ({
      name,
      value: whole(other, field, span),
      column: rows.newColumn(),
    }))
    const links = keys.map(([one, two]) => ({
      left: equalityKey(whole(rows, one.path.slice(1).join('.'), one.span)),
      right: equalityKey(whole(other, two.path.slice(1).join('.'), two.span)),
      column: rows.newColumn(),
    }))
    rows.add(ours)
    const nth = rows.newColumn()
    const selected = [
      ...theirs.map(({ value, column }) => `${value.sql} AS ${column}`),
      ...links.map(({ right: key, column }) => `${key} AS ${column}`),
      `row_number() OVER (${other.orderBy().trim()}) AS ${nth}`,
    ]
    const on = links.map(({ left: key, column }) => `(${key}) = ${column}`).join(' AND ')
    rows.sql = `SELECT * FROM (${rows.sql}) ${type} JOIN (SELECT ${selected.join(', ')} FROM (${other.sql})) ON ${on}`
    rows.order = [...rows.order, nth]
    rows.ties = [...rows.ties, nth]
    for (const { name, value, column } of theirs)
      rows.columns.set(name, { sql: column, kind: value.kind })
    rows.defaults = [...ours, ...theirs].map(({ name }) => name)
  }
}

/** `appendcols [override=true] [max=n] (query)`: the columns of another query beside these, row by row. */
export const appendcols: Command = (reader) => {
  const { override, max } = reader.options('override', 'max')
  const query = bracketed(reader)
  return (rows, { span }) => {
    rows.matchedHere()
    const other = rows.compile(query, rows)
    const before = rows.outputNames()
    const added = other
      .outputNames()
      .filter((name) => override === true || !before.includes(name))
      .map((name) => ({
        name,
        value: other.field(name, [name], span),
        column: rows.newColumn(),
      }))
    const [mine, theirs] = [rows.newColumn(), rows.newColumn()]
    const selected = [
      ...added.map(({ value, column }) => `${value.sql} AS ${column}`),
      `row_number() OVER (${other.orderBy().trim()}) AS ${theirs}`,
    ]
    const most = Number.isSafeInteger(max) && Number(max) > 0 ? ` AND ${theirs} <= ${max}` : ''
    const numbered = `SELECT *, row_number() OVER (${rows.orderBy().trim()}) AS ${mine} FROM (${rows.sql})`
    rows.sql = `SELECT * FROM (${numbered}) LEFT JOIN (SELECT ${selected.join(', ')} FROM (${other.sql})) ON ${mine} = ${theirs}${most}`
    for (const { name, value, column } of added)
      rows.columns.set(name, { sql: column, kind: value.kind })
    show(
      rows,
      added.map(({ name }) => name),
    )
  }
}
