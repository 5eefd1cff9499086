import type { Expression, Place, Write } from '../ast'
import { readPeriod, readPrimary } from '../expressions'
import { MalformedQuery } from '../malformed'
import type { Pipeline } from '../pipeline'
import type { Reader } from '../reader'
import { severity, templates } from '../template'
import { asText, type Kind, type Value } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'

const dayMs = 86_400_000

/** How far back the period lies that is compared with. */
type Shift = { ms: number } | 'window' | 'month'

function textOf(rows: Pipeline, of: Expression): string {
  const value = sqlOf(rows, of)
  if (value.kind === 'list' || value.kind === 'map')
    throw new MalformedQuery('a list or map has no pattern', of)
  return asText(value)
}

/** The rows become what the SQL gives, in this order of columns. */
function become(
  rows: Pipeline,
  sql: string,
  columns: [name: string, sql: string, kind: Kind][],
  order: string[],
): void {
  rows.matchedHere()
  rows.replaceBy(
    sql,
    new Map(columns.map(([name, column, kind]): [string, Value] => [name, { sql: column, kind }])),
    order,
  )
}

const ratio = 'n / sum(n) OVER ()'
const base: [string, string, Kind][] = [
  ['@pattern', 'template', 'text'],
  ['@ratio', 'ratio', 'number'],
  ['@sampleCount', 'n', 'number'],
  ['@severityLabel', 'severity', 'text'],
]
const labelled = (sql: string, more = '') =>
  `SELECT *, ${severity('template')} AS severity, ${ratio} AS ratio${more} FROM (${sql})`

/** Texts that are there, each with a flag. */
const flagged = (rows: Pipeline, of: Expression, flag: string) =>
  `SELECT text, flag FROM (SELECT translate(${textOf(rows, of)}, chr(30) || chr(31), '') AS text, ${flag} AS flag FROM (${rows.sql})) WHERE text IS NOT NULL`

function patterns(rows: Pipeline, of: Expression): void {
  const found = templates(flagged(rows, of, 'true'), 'count(*) AS n')
  become(rows, labelled(found), base, ['n DESC', 'template'])
}

/** The same rows over the period before, made by the same commands. */
function before({ replay, startMs, endMs }: Pipeline, shift: Shift): Pipeline {
  const back = (moment: number) => {
    if (shift === 'window') return moment - (endMs - startMs + 1)
    if (shift !== 'month') return moment - shift.ms
    const date = new Date(moment)
    return date.setUTCMonth(date.getUTCMonth() - 1)
  }
  return replay(back(startMs), back(endMs))
}

const difference =
  "CASE WHEN n_before = 0 THEN 'New' WHEN n = 0 THEN 'Gone' WHEN n = n_before THEN 'Same' ELSE round(100.0 * (n - n_before) / n_before)::BIGINT || ' %' END"

function compared(rows: Pipeline, of: Expression, shift: Shift): void {
  const earlier = before(rows, shift)
  const both = `${flagged(rows, of, 'true')} UNION ALL ${flagged(earlier, of, 'false')}`
  const counts = 'count(*) FILTER (flag) AS n, count(*) FILTER (NOT flag) AS n_before'
  const found = `SELECT *, ${difference} AS difference FROM (${templates(both, counts)})`
  become(
    rows,
    labelled(found),
    [
      ...base,
      ['@previousSampleCount', 'n_before', 'number'],
      ['@difference', 'difference', 'text'],
    ],
    ['abs(n - n_before) DESC', 'template'],
  )
}

// The newest part of the period is held against the rest of it.
const parts = 4
const unlikely = 4

function anomalies(rows: Pipeline, of: Expression, { span }: Place): void {
  const newest = rows.endMs - (rows.endMs - rows.startMs) / parts
  const isNew = `${rows.eventTime(span)} >= ${rows.shared.binder.bind(Math.ceil(newest))}`
  const counts = 'count(*) AS n, count(*) FILTER (flag) AS n_new'
  const expected = `((n - n_new) / ${parts - 1}.0)`
  const found = templates(flagged(rows, of, isNew), counts)
  const scored = `SELECT *, (n_new - ${expected}) / sqrt(greatest(${expected}, 1)) AS score FROM (${found})`
  const type = "CASE WHEN n = n_new THEN 'NewPattern' ELSE 'PatternFrequency' END AS anomaly"
  // Where nothing was before, nothing is new.
  const odd = `SELECT * FROM (${labelled(scored, `, ${type}, sum(n - n_new) OVER () AS n_rest`)}) WHERE n_rest > 0 AND (n = n_new OR abs(score) > ${unlikely})`
  become(
    rows,
    odd,
    [...base, ['@anomalyType', 'anomaly', 'text'], ['@anomalyScore', 'score', 'number']],
    ['abs(score) DESC', 'template'],
  )
}

const shifts: Record<string, Shift> = {
  previousday: { ms: dayMs },
  previousweek: { ms: 7 * dayMs },
  previousmonth: 'month',
}

function readShift(reader: Reader): Shift {
  const found = Object.keys(shifts).find((word) => reader.takeWord(word))
  return (found && shifts[found]) || 'window'
}

/** Takes `| word` when that is what follows. */
function takeNext(reader: Reader, word: string): boolean {
  if (!reader.is('|') || !reader.nextIsWord(word)) return false
  reader.advance()
  reader.advance()
  return true
}

/** `pattern field`: what the texts have in common; with `| diff` also how that changed, with `| anomaly` what is unusual in it. */
export const pattern: Command = (reader) => {
  const of = readPrimary(reader)
  if (takeNext(reader, 'diff')) {
    const shift = readShift(reader)
    return (rows) => compared(rows, of, shift)
  }
  if (takeNext(reader, 'anomaly')) return (rows, place) => anomalies(rows, of, place)
  return (rows) => patterns(rows, of)
}

const needsPattern =
  (message: string): Command =>
  (reader) => {
    const { token } = reader
    readShift(reader)
    return (): Write => {
      throw new MalformedQuery(message, token)
    }
  }
export const diff = needsPattern(
  'Diff compilation Failed : Diff operation has to be used after Pattern',
)
export const anomaly = needsPattern('anomaly has to be used directly after pattern')

/** `logcompare timeshift 7d`: the patterns of the events and of those so long before. */
export const logcompare: Command = (reader) => {
  reader.expectWord('timeshift')
  const period = readPeriod(reader, 'timeshift')
  const shift: Shift =
    period.calendar === 'month' && period.count === 1 ? 'month' : { ms: period.ms }
  if (period.calendar && shift !== 'month')
    throw new MalformedQuery('timeshift needs a period that is always as long', period)
  const message: Expression = {
    kind: 'field',
    name: '@message',
    path: ['@message'],
    start: period.start,
    end: period.end,
  }
  return (rows) => compared(rows, message, shift)
}
