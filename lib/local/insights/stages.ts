import type { Moment, Origin, Query } from './ast'
import { MalformedQuery, NoLogGroup } from './malformed'
import { Rows, type Shared } from './rows'
import type { Library, Source } from './source'
import { sql } from './sql'
import { maxSqlLength } from './undecided'

// These make each row of itself, and as many as there were.
const rowByRow = 'fields display unmask parse json sort order limit head'.split(' ')
const filters = ['filter', 'where', 'filterindex']

const momentMs = (moment: Moment, nowMs: number): number =>
  'atMs' in moment ? moment.atMs : nowMs - moment.agoMs

function sourceOf({ names, prefixes, span }: Origin, library: Library): Source {
  const source = library.logGroups({ names, prefixes })
  if (source) return source
  const wanted = [...names, ...prefixes.map((prefix) => `${prefix}*`)].join(', ')
  throw new MalformedQuery(`there is no log group ${wanted || 'at all'}`, span)
}

/** Where a query begins that does not say so itself. */
interface Beginning {
  shared: Shared
  source: Source | null
  /** Both inclusive, epoch ms. */
  startMs: number
  endMs: number
}

/** The rows that a query gives. A subquery begins where the rows around it began, unless it names log groups and period. */
export function rowsOf(
  { origin, stages }: Query,
  { shared, source: given, startMs, endMs }: Beginning,
): Rows {
  const source = origin ? sourceOf(origin, shared.library) : given
  if (!source) {
    const span = stages[0]?.span ?? { start: 0, end: 1 }
    throw new NoLogGroup('no log group is given: begin with SOURCE', span)
  }
  const { nowMs } = shared.options
  const from = origin?.from ? momentMs(origin.from, nowMs) : startMs
  const to = origin?.to ? momentMs(origin.to, nowMs) : endMs
  const commands = stages.map(({ command }) => command)
  const through = (count: number, fromMs: number, toMs: number): Rows => {
    const rows = new Rows(shared, source, fromMs, toMs)
    stages.slice(0, count).forEach(({ command, span, write }, at) => {
      if (commands.slice(0, at).includes('dedup') && command !== 'limit' && command !== 'head')
        throw new MalformedQuery(`only limit may follow dedup, not ${command}`, span)
      rows.command = command
      rows.replay = (otherFrom, otherTo) => through(at, otherFrom, otherTo)
      if (!rowByRow.includes(command)) rows.mixing(filters.includes(command))
      write(rows, { span, earlier: commands.slice(0, at), later: commands.slice(at + 1) })
      if (sql`${rows.relation}`.size > maxSqlLength)
        throw new MalformedQuery('the query is too complicated', span)
    })
    return rows
  }
  return through(stages.length, from, to)
}
