import { groupName } from '@/lib/local/arn'
import type { Span } from '@/lib/text/problem'
import type { Moment, Origin } from './ast'
import { readLength } from './expressions'
import { MalformedQuery } from './malformed'
import type { Reader } from './reader'

/** `-1d`, `now`, `0s`, or epoch milliseconds. */
function moment(reader: Reader): Moment {
  if (reader.takeWord('now')) return { agoMs: 0 }
  const isAgo = reader.take('-')
  const { token } = reader
  // The console writes END=0s.
  if (token.kind === 'period' && token.count === 0) {
    reader.advance()
    return { agoMs: 0 }
  }
  if (isAgo) return { agoMs: readLength(reader, 'a time of SOURCE') }
  return { atMs: reader.wholeNumber('a time such as -1d or now') }
}

/** A list of strings; one alone needs no brackets. */
function strings(reader: Reader): string[] {
  if (reader.token.kind === 'text') return [reader.string('a string')]
  reader.expect('[')
  return reader.listTo(']', () => reader.string('a string'))
}

/** Every group of this engine is of the class STANDARD. */
const isOfClass = (classes: readonly string[]) =>
  classes.length === 0 || classes.some((name) => name.toUpperCase() === 'STANDARD')

/** What stands in the brackets of `logGroups(namePrefix: ['p'], class: …)`. */
function logGroups(reader: Reader): string[] {
  const prefixes: string[] = []
  let isChosen = true
  while (!reader.is(')')) {
    const option = reader.name('namePrefix')
    reader.expect(':')
    const values = strings(reader)
    const word = option.name.toLowerCase()
    if (word === 'nameprefix') prefixes.push(...values)
    else if (word === 'class') isChosen = isOfClass(values)
    else if (word !== 'accountidentifiers' && word !== 'accountidentifier')
      throw new MalformedQuery(`SOURCE does not know ${option.name}`, option)
    if (!reader.take(',')) break
  }
  if (!isChosen) return []
  // Without a choice of its own it means all.
  return prefixes.length > 0 ? prefixes : ['']
}

/** The prefixes of names that `logGroups(…)` or `dataSource([…])` stand for. */
function selection(reader: Reader): string[] {
  const selector = reader.name('logGroups or dataSource')
  const word = selector.name.toLowerCase()
  reader.expect('(')
  let prefixes: string[] = []
  if (word === 'loggroups') prefixes = logGroups(reader)
  else strings(reader)
  reader.expect(')')
  return prefixes
}

/** `SOURCE 'group'`, `SOURCE group start=-1d end=now`, `SOURCE logGroups(namePrefix: ['p'])`. */
export function readOrigin(reader: Reader): Origin {
  const { start } = reader.token
  const origin: Origin = { names: [], prefixes: [], span: { start, end: start } }
  while (reader.token.kind === 'text' || reader.token.kind === 'name') {
    if (reader.token.kind === 'text') origin.names.push(groupName(reader.string('a log group')))
    else if (reader.takeWord('start')) {
      reader.expect('=')
      origin.from = moment(reader)
    } else if (reader.takeWord('end')) {
      reader.expect('=')
      origin.to = moment(reader)
    } else if (reader.isWord('loggroups', 'datasource')) origin.prefixes.push(...selection(reader))
    else origin.names.push(groupName(reader.name('a log group').name))
    reader.take(',')
  }
  origin.span = reader.spanFrom(start)
  return origin
}

/** One time of two that are said; two different ones of one query are refused. */
function timeOf(one: Moment | undefined, other: Moment | undefined, span: Span) {
  if (one && other && JSON.stringify(one) !== JSON.stringify(other))
    throw new MalformedQuery('all SOURCE of a query are of the same period', span)
  return one ?? other
}

/** The log groups of both. */
export function bothOf(one: Origin, other: Origin): Origin {
  const from = timeOf(one.from, other.from, other.span)
  const to = timeOf(one.to, other.to, other.span)
  return {
    names: [...one.names, ...other.names],
    prefixes: [...one.prefixes, ...other.prefixes],
    ...(from && { from }),
    ...(to && { to }),
    span: { start: one.span.start, end: other.span.end },
  }
}
