/**
 * Finds what the texts of many events have in common. A text is words with marks between them; texts
 * with the same marks and the same first word have one shape and are laid on each other. A place is
 * dynamic when it holds times, addresses or identifiers, or many different words; of those the ones
 * that come often are kept. What is dynamic is learnt from a sample and then held against every text.
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
const mostly = 0.9

// So many different words in one place are still told apart.
const fewWords = 10
// A word that comes in so large a part of the texts is kept, however many others there are.
const often = 0.1
const sampleSize = 50_000

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const wordsOf = (text: string) => `regexp_extract_all(${text}, ${quoted(word)})`
const shapeOf = (text: string) =>
  `regexp_replace(${text}, ${quoted(word)}, chr(31), 'g') || chr(30) || regexp_extract(${text}, '^\\W*([A-Za-z_]+)\\b', 1)`

const kindOf = (text: string) =>
  `CASE ${kinds
    .map(
      ([name, pattern]) =>
        `WHEN avg(regexp_full_match(trim(${text}, '"'), ${quoted(pattern)})::INTEGER) >= ${mostly} THEN '${name}'`,
    )
    .join(' ')} ELSE 'Token' END`

/** `<Kind>` of the words of a place, in quotes where they are. */
const tokenOf = (text: string, kind: string) =>
  `CASE WHEN avg(starts_with(${text}, '"')::INTEGER) > 0.5 THEN '"<' || ${kind} || '>"' ELSE '<' || ${kind} || '>' END`

/** The marks of a shape with its words between them; a word that is missing is the token of its place, numbered. */
function written(shape: string, kept: string, tokens: string): string {
  const marks = `string_split(split_part(${shape}, chr(30), 1), chr(31))`
  const nth = `len(list_filter(${kept}[1:i], lambda one: one IS NULL))`
  const named = `replace(coalesce(${tokens}[i], '<Token>'), '>', '-' || ${nth} || '>')`
  const words = `list_transform(${kept}, lambda one, i: coalesce(one, ${named}))`
  return `array_to_string(list_transform(list_zip(${marks}[:len(${kept}) + 1], ${words}), lambda piece: concat(piece[1], piece[2])), '')`
}

const severities = [
  ['FATAL|PANIC|CRITICAL', 'FATAL'],
  ['ERROR|EXCEPTION|FAILED|FAILURE', 'ERROR'],
  ['WARN|WARNING', 'WARN'],
  ['INFO|NOTICE', 'INFO'],
  ['DEBUG|TRACE', 'DEBUG'],
] as const

/** The level that a template's words tell; null when they tell none. */
export const severity = (template: string) =>
  `CASE ${severities.map(([words, label]) => `WHEN regexp_matches(${template}, '(?i)\\b(?:${words})\\b') THEN '${label}'`).join(' ')} END`

/**
 * SQL that gives `template` and `counts` (aggregates over the events that have it, and their column
 * `flag`) for each template of the column `text` of `rows`.
 */
export function templates(rows: string, counts: string): string {
  return `WITH sampled AS (
  SELECT ${shapeOf('text')} AS shape, ${wordsOf('text')} AS list FROM (
    SELECT text FROM (${rows}) ORDER BY hash(text), text LIMIT ${sampleSize}
  )
), counted AS (
  SELECT shape, place, word, count(*) AS n FROM (
    SELECT shape, unnest(list) AS word, generate_subscripts(list, 1) AS place FROM sampled
  ) GROUP BY shape, place, word
), places AS (
  SELECT shape, place, token, CASE WHEN different > ${fewWords} OR kind IN (${alwaysDynamic.map(quoted).join(', ')})
    THEN CASE WHEN kind = 'Token' THEN list_filter(frequent, lambda one: one.n >= total * ${often}).list_transform(lambda one: one.word) ELSE [] END END AS kept
  FROM (
    SELECT shape, place, ${kindOf('word')} AS kind, ${tokenOf('word', kindOf('word'))} AS token, count(*) AS different, sum(n) AS total,
      list({'word': word, 'n': n} ORDER BY n DESC, word)[1:${Math.ceil(1 / often)}] AS frequent
    FROM counted GROUP BY shape, place
  )
), shapes AS (
  SELECT shape, list(kept ORDER BY place) AS keeps, list(token ORDER BY place) AS tokens FROM places GROUP BY shape
), marked AS (
  SELECT shape, tokens, flag, list_transform(list_zip(list, coalesce(keeps, [])),
    lambda p: CASE WHEN p[2] IS NULL OR list_contains(p[2], p[1]) THEN p[1] END) AS kept
  FROM (SELECT ${shapeOf('text')} AS shape, ${wordsOf('text')} AS list, flag FROM (${rows})) LEFT JOIN shapes USING (shape)
)
SELECT ${written('shape', 'kept', 'any_value(tokens)')} AS template, ${counts} FROM marked GROUP BY shape, kept`
}
