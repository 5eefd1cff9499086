import type { Moment, Origin, Query, Stage } from './ast'
import { commands } from './commands/commands'
import { readLength } from './expressions'
import { MalformedQuery } from './malformed'
import { Reader } from './reader'
import { didYouMean } from './suggest'
import { vocabulary } from './vocabulary'

const maxStages = 100

function list(reader: Reader): string[] {
  reader.expect('[')
  return reader.listTo(']', () => reader.string('a string'))
}

/** `-1d`, `now`, or epoch milliseconds. */
function moment(reader: Reader): Moment {
  if (reader.takeWord('now')) return { agoMs: 0 }
  if (reader.take('-')) return { agoMs: readLength(reader, 'a time of SOURCE') }
  return { atMs: reader.wholeNumber('a time such as -1d or now') }
}

/** `logGroups(namePrefix: ['p'], …)` or `dataSource([…])`. */
function selection(reader: Reader, origin: Origin): void {
  const selector = reader.name('logGroups or dataSource')
  const word = selector.name.toLowerCase()
  reader.expect('(')
  if (word === 'datasource') list(reader)
  else if (word === 'loggroups') {
    while (!reader.is(')')) {
      const option = reader.name('namePrefix')
      reader.expect(':')
      const values = list(reader)
      if (option.name.toLowerCase() === 'nameprefix') origin.prefixes.push(...values)
      else if (!['accountidentifiers', 'class'].includes(option.name.toLowerCase()))
        throw new MalformedQuery(`SOURCE does not know ${option.name}`, option)
      if (!reader.take(',')) break
    }
    // Without a choice of its own it means all.
    if (origin.prefixes.length === 0) origin.prefixes.push('')
  } else {
    const { name } = selector
    throw new MalformedQuery(`SOURCE knows logGroups and dataSource, not ${name}`, selector)
  }
  reader.expect(')')
}

/** `SOURCE 'group'`, `SOURCE group start=-1d end=now`, `SOURCE logGroups(namePrefix: ['p'])`. */
function readOrigin(reader: Reader): Origin {
  const { start } = reader.token
  const origin: Origin = { names: [], prefixes: [], span: { start, end: start } }
  while (reader.token.kind === 'text' || reader.token.kind === 'name') {
    if (reader.token.kind === 'text') origin.names.push(reader.string('a log group'))
    else if (reader.takeWord('start')) {
      reader.expect('=')
      origin.from = moment(reader)
    } else if (reader.takeWord('end')) {
      reader.expect('=')
      origin.to = moment(reader)
    } else if (reader.isWord('loggroups', 'datasource')) selection(reader, origin)
    else origin.names.push(reader.name('a log group').name)
    reader.take(',')
  }
  origin.span = reader.spanFrom(start)
  return origin
}

function readStage(reader: Reader): Stage {
  const { token } = reader
  if (token.kind !== 'name') throw reader.unexpected('a command such as fields, filter or stats')
  const word = token.name.toLowerCase()
  const command = token.plain && Object.hasOwn(commands, word) ? commands[word] : undefined
  if (!command) {
    const known = vocabulary.commands.map(({ name }) => name)
    const wrong = reader.unexpected('a command such as fields, filter or stats')
    throw new MalformedQuery(wrong.message + didYouMean(token.name, known), wrong.span)
  }
  reader.advance()
  const write = command(reader)
  return { command: word, span: reader.spanFrom(token.start), write }
}

/** Reads stages up to the end or the bracket that closes a subquery. */
function readQuery(reader: Reader): Query {
  const { token } = reader
  const origin = reader.takeWord('source') ? readOrigin(reader) : null
  const stages: Stage[] = []
  const isEnd = () => reader.token.kind === 'end' || reader.is(')')
  if (origin === null && isEnd()) return { origin, stages }
  if (origin === null) stages.push(readStage(reader))
  while (reader.take('|')) {
    stages.push(readStage(reader))
    if (stages.length > maxStages)
      throw new MalformedQuery(`a query has at most ${maxStages} commands`, token)
  }
  return { origin, stages }
}

/** A query that was read, all names in it, and all expressions. */
export interface Read extends Pick<Reader, 'mentioned' | 'names' | 'expressions'> {
  query: Query
}

/** Reads a query. Throws {@link MalformedQuery} with the place of what cannot be read. */
export function parse(text: string): Read {
  const reader = new Reader(text, readQuery)
  const query = readQuery(reader)
  if (reader.token.kind !== 'end') throw reader.unexpected("'|'")
  const { mentioned, names, expressions } = reader
  return { query, mentioned, names, expressions }
}
