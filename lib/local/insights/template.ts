import { list, macro, quoted, type Relation, type Sql, type Step, sql, step } from './sql'

/**
 * Finds what the texts of many events have in common. A text is words with marks between them; texts
 * with the same marks and the same first word have one shape and are laid on each other. A place is
 * dynamic when it holds times, addresses or identifiers, or many different words; of those the ones
 * that are frequent stay. What is dynamic is learnt from a sample and then compared with every text.
 */

const times = [
  '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?',
  '\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}',
]
const v6 = '(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}'
// A text in quotes is one word; so is everything between spaces and marks.
const word = [...times, '"(?:[^"\\\\]|\\\\.)*"', v6, '[^\\s"=,;:|\\[\\](){}]+'].join('|')

const kinds: readonly (readonly [name: string, pattern: string])[] = [
  ['Time', [...times, '\\d\\d:\\d\\d:\\d\\d'].join('|')],
  ['IP', `(?:\\d{1,3}\\.){3}\\d{1,3}|${v6}`],
  ['UUID', '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'],
  ['Number', '[-+]?\\d+(?:\\.\\d+)?'],
]
const alwaysDynamic = ['Time', 'IP', 'UUID']
// Of a place of one kind so large a part of the words must be of it.
const minKindShare = 0.9

// So many different words in one place are still distinguished.
const maxWords = 10
// A word that comes in so large a part of the texts stays, however many others there are.
const minWordShare = 0.1
const sampleSize = 50_000

const wordsOf = macro('pattern_words', (text) => sql`regexp_extract_all(${text}, ${quoted(word)})`)
const shapeOf = macro('pattern_shape', (text) => {
  return sql`regexp_replace(${text}, ${quoted(word)}, chr(31), 'g') || chr(30) || regexp_extract(${text}, '^\\W*([A-Za-z_]+)\\b', 1)`
})

/** What the words of a place are: an aggregate. */
const kindOf = macro('pattern_kind', (one) => {
  const cases = kinds.map(
    ([name, pattern]) =>
      sql`WHEN avg(regexp_full_match(trim(${one}, '"'), ${quoted(pattern)})::INTEGER) >= ${minKindShare} THEN ${quoted(name)}`,
  )
  return sql`CASE ${list(cases, ' ')} ELSE 'Token' END`
})

/** `<Kind>` of the words of a place, in quotes where they are: an aggregate. */
const tokenOf = macro('pattern_token', (one) => {
  const kind = kindOf(one)
  return sql`CASE WHEN avg(starts_with(${one}, '"')::INTEGER) > 0.5 THEN '"<' || ${kind} || '>"' ELSE '<' || ${kind} || '>' END`
})

/** The marks of a shape with its words between them; a word that is missing is the token of its place, numbered. */
const templateOf = macro('pattern_text', (shape, kept, tokens) => {
  const marks = sql`string_split(split_part(${shape}, chr(30), 1), chr(31))`
  const nth = sql`len(list_filter(${kept}[1:i], lambda one: one IS NULL))`
  const named = sql`replace(coalesce(${tokens}[i], '<Token>'), '>', '-' || ${nth} || '>')`
  const words = sql`list_transform(${kept}, lambda one, i: coalesce(one, ${named}))`
  return sql`array_to_string(list_transform(list_zip(${marks}[:len(${kept}) + 1], ${words}), lambda piece: concat(piece[1], piece[2])), '')`
})

const severities = [
  ['FATAL|PANIC|CRITICAL', 'FATAL'],
  ['ERROR|EXCEPTION|FAILED|FAILURE', 'ERROR'],
  ['WARN|WARNING', 'WARN'],
  ['INFO|NOTICE', 'INFO'],
  ['DEBUG|TRACE', 'DEBUG'],
] as const

/** The level that a template's words name; null when they name none. */
export const severity = macro('severity', (template) => {
  const cases = severities.map(
    ([words, label]) =>
      sql`WHEN regexp_matches(${template}, ${quoted(`(?i)\\b(?:${words})\\b`)}) THEN ${quoted(label)}`,
  )
  return sql`CASE ${list(cases, ' ')} END`
})

/**
 * Gives `template` and `counts` (aggregates over the events that have it, and their column `flag`) for
 * each template of the column `text` of `rows`.
 */
export function templates(rows: Relation, counts: Sql): Step {
  const [text, one] = [sql`text`, sql`word`]
  const sampled = step(
    'sampled',
    sql`SELECT ${shapeOf(text)} AS shape, ${wordsOf(text)} AS words FROM (SELECT text FROM ${rows} ORDER BY hash(text), text LIMIT ${sampleSize})`,
  )
  const counted = step(
    'counted',
    sql`SELECT shape, place, word, count(*) AS n FROM (SELECT shape, unnest(words) AS word, generate_subscripts(words, 1) AS place FROM ${sampled}) GROUP BY shape, place, word`,
  )
  const places = step(
    'places',
    sql`SELECT shape, place, ${kindOf(one)} AS kind, ${tokenOf(one)} AS token, count(*) AS different, sum(n) AS total, list({'word': word, 'n': n} ORDER BY n DESC, word)[1:${Math.ceil(1 / minWordShare)}] AS frequent FROM ${counted} GROUP BY shape, place`,
  )
  const frequent = sql`list_filter(frequent, lambda one: one.n >= total * ${minWordShare}).list_transform(lambda one: one.word)`
  const dynamic = sql`different > ${maxWords} OR kind IN (${alwaysDynamic.map(quoted)})`
  const kept = sql`CASE WHEN ${dynamic} THEN CASE WHEN kind = 'Token' THEN ${frequent} ELSE [] END END`
  const shapes = step(
    'shapes',
    sql`SELECT shape, list(${kept} ORDER BY place) AS keeps, list(token ORDER BY place) AS tokens FROM ${places} GROUP BY shape`,
  )
  const marked = step(
    'marked',
    sql`SELECT shape, tokens, flag, list_transform(list_zip(words, coalesce(keeps, [])), lambda p: CASE WHEN p[2] IS NULL OR list_contains(p[2], p[1]) THEN p[1] END) AS kept FROM (SELECT ${shapeOf(text)} AS shape, ${wordsOf(text)} AS words, flag FROM ${rows}) LEFT JOIN ${shapes} USING (shape)`,
  )
  return step(
    'templates',
    sql`SELECT ${templateOf(sql`shape`, sql`kept`, sql`any_value(tokens)`)} AS template, ${counts} FROM ${marked} GROUP BY shape, kept`,
  )
}
