import type { Origin, Query, Stage } from './ast'
import { commands } from './commands/commands'
import { MalformedQuery } from './malformed'
import { bothOf, readOrigin } from './origin'
import { Reader } from './reader'
import { didYouMean } from './suggest'
import { vocabulary } from './vocabulary'

const maxStages = 100

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

/** What SOURCE says; as dashboards store it, each log group has one of its own: `SOURCE 'a' | SOURCE 'b'`. */
function readOrigins(reader: Reader): Origin | null {
  if (!reader.takeWord('source')) return null
  let origin = readOrigin(reader)
  while (reader.is('|') && reader.nextIsWord('source')) {
    reader.advance()
    reader.advance()
    origin = bothOf(origin, readOrigin(reader))
  }
  return origin
}

/** Reads stages up to the end or the bracket that closes a subquery. */
function readQuery(reader: Reader): Query {
  const { token } = reader
  const origin = readOrigins(reader)
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
