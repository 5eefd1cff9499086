import { dayMs } from '@/lib/time'
import type { Expression, StagePosition } from '../ast'
import { readPeriod, readPrimary } from '../expressions'
import { MalformedQuery } from '../malformed'
import { Names } from '../names'
import type { Period } from '../period'
import type { Reader } from '../reader'
import type { Rows } from '../rows'
import { bind, type Relation, type Sql, sql, step } from '../sql'
import { severity, templates } from '../template'
import { asText, isStructure, type Kind } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'

/** How far back the period lies that is compared with; null: just before. */
type Shift = Pick<Period, 'lengthMs' | 'calendar'> | null

function textOf(rows: Rows, of: Expression): Sql {
  const value = sqlOf(rows, of)
  if (isStructure(value)) throw new MalformedQuery('a list or map has no pattern', of)
  return asText(value)
}

/** What the columns of patterns are called while they are made. */
const reserved = [
  ...['template', 'n', 'severity', 'ratio', 'n_before', 'difference'],
  ...['n_new', 'score', 'anomaly', 'n_rest'],
]

type Columns = readonly (readonly [name: string, sql: Sql, kind: Kind])[]

/** The rows become patterns, the first key of their order descending. */
function become(rows: Rows, patterns: Sql, columns: Columns, by: Sql): void {
  rows.matchedHere()
  const byTemplate = { sql: sql`template`, descending: false, present: true }
  rows.replaceBy(patterns, {
    columns: new Map(columns.map(([name, column, kind]) => [name, { sql: column, kind }])),
    order: [{ sql: by, descending: true }, byTemplate],
    names: new Names(reserved),
  })
}

const base: Columns = [
  ['@pattern', sql`template`, 'text'],
  ['@ratio', sql`ratio`, 'number'],
  ['@sampleCount', sql`n`, 'number'],
  ['@severityLabel', sql`severity`, 'text'],
]
const labelled = (found: Relation, ...more: Sql[]) =>
  sql`SELECT ${[sql`*, ${severity(sql`template`)} AS severity, n / sum(n) OVER () AS ratio`, ...more]} FROM ${found}`

/** Texts that are there, each with a flag. */
const flagged = (rows: Rows, of: Expression, flag: Sql) =>
  sql`SELECT text, flag FROM (SELECT translate(${textOf(rows, of)}, chr(30) || chr(31), '') AS text, ${flag} AS flag FROM ${rows.relation}) WHERE text IS NOT NULL`

function patterns(rows: Rows, of: Expression): void {
  const texts = step('texts', flagged(rows, of, sql`true`))
  become(rows, labelled(templates(texts, sql`count(*) AS n`)), base, sql`n`)
}

/** The same rows over the period before, made by the same commands. */
function before({ replay, startMs, endMs }: Rows, shift: Shift): Rows {
  const back = (moment: number) => {
    if (!shift) return moment - (endMs - startMs + 1)
    if (!shift.calendar) return moment - shift.lengthMs
    const date = new Date(moment)
    return date.setUTCMonth(date.getUTCMonth() - 1)
  }
  return replay(back(startMs), back(endMs))
}

const difference = sql`CASE WHEN n_before = 0 THEN 'New' WHEN n = 0 THEN 'Gone' WHEN n = n_before THEN 'Same' ELSE round(100.0 * (n - n_before) / n_before)::BIGINT || ' %' END AS difference`

function compared(rows: Rows, of: Expression, shift: Shift): void {
  const [now, then] = [flagged(rows, of, sql`true`), flagged(before(rows, shift), of, sql`false`)]
  const texts = step('texts', sql`${now} UNION ALL ${then}`)
  const counts = sql`count(*) FILTER (flag) AS n, count(*) FILTER (NOT flag) AS n_before`
  const columns: Columns = [
    ...base,
    ['@previousSampleCount', sql`n_before`, 'number'],
    ['@difference', sql`difference`, 'text'],
  ]
  const found = labelled(templates(texts, counts), difference)
  become(rows, found, columns, sql`abs(n - n_before)`)
}

// The newest part of the period is compared with the rest of it.
const parts = 4
const unlikely = 4

function anomalies(rows: Rows, of: Expression, { span }: StagePosition): void {
  const newest = rows.endMs - (rows.endMs - rows.startMs) / parts
  const isNew = sql`${rows.eventTime(span)} >= ${bind(Math.ceil(newest))}`
  const counts = sql`count(*) AS n, count(*) FILTER (flag) AS n_new`
  const expected = sql`((n - n_new) / ${parts - 1}.0)`
  const found = labelled(
    templates(step('texts', flagged(rows, of, isNew)), counts),
    sql`(n_new - ${expected}) / sqrt(greatest(${expected}, 1)) AS score`,
    sql`CASE WHEN n = n_new THEN 'NewPattern' ELSE 'PatternFrequency' END AS anomaly`,
    sql`sum(n - n_new) OVER () AS n_rest`,
  )
  // Where nothing was before, nothing is new.
  become(
    rows,
    sql`SELECT * FROM (${found}) WHERE n_rest > 0 AND (n = n_new OR abs(score) > ${unlikely})`,
    [...base, ['@anomalyType', sql`anomaly`, 'text'], ['@anomalyScore', sql`score`, 'number']],
    sql`abs(score)`,
  )
}

const shifts: Record<string, Shift> = {
  previousday: { lengthMs: dayMs },
  previousweek: { lengthMs: 7 * dayMs },
  previousmonth: { lengthMs: 0, calendar: 'month' },
}

function readShift(reader: Reader): Shift {
  const found = Object.keys(shifts).find((word) => reader.takeWord(word))
  return (found && shifts[found]) || null
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
  if (takeNext(reader, 'anomaly')) return (rows, position) => anomalies(rows, of, position)
  return (rows) => patterns(rows, of)
}

/** A command that stands only behind pattern, which takes it itself. */
const needsPattern = (message: string): Command => {
  return (reader) => {
    const { token } = reader
    readShift(reader)
    return () => {
      throw new MalformedQuery(message, token)
    }
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
  const isMonth = period.calendar === 'month' && period.count === 1
  if (period.calendar && !isMonth)
    throw new MalformedQuery('timeshift needs a period that is always as long', period)
  const message: Expression = { ...period, kind: 'field', name: '@message', path: ['@message'] }
  return (rows) => compared(rows, message, period)
}
