/**
 * Finds what the texts of many events have in common. Times, addresses and identifiers are masked at
 * once; of the other words those that vary become tokens: texts of the same shape (the same marks
 * between the words, the same first word) are laid on each other, and a place that has many
 * different words among a sample of them is dynamic.
 */

// Private letters stand for what is masked, until their names are written: one letter a kind.
const marks = [
  ['\ue000', 'Token'],
  ['\ue001', 'Time'],
  ['\ue002', 'IP'],
  ['\ue003', 'UUID'],
  ['\ue004', 'Number'],
] as const
const [token, time, ip, uuid, number] = marks.map(([mark]) => mark)
const anyMark = `[${marks.map(([mark]) => mark).join('')}]`

const masks: readonly (readonly [pattern: string, mark: string | undefined])[] = [
  [anyMark, ''],
  ['\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?', time],
  ['\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}', time],
  ['\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b', uuid],
  ['\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b', ip],
  ['\\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\\b', ip],
  ['\\b(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}\\b', ip],
  ['\\b(?:\\d{6,}|0x[0-9a-fA-F]+)\\b', number],
]
// A text in quotes is one word; so is everything between spaces and marks.
const word = '"(?:[^"\\\\]|\\\\.)*"|[^\\s"=,;:|\\[\\](){}]+'
// So many different words in one place are still told apart.
const fewWords = 10
const sampled = 20_000

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const masked = (text: string) =>
  masks.reduce(
    (sql, [pattern, mark]) => `regexp_replace(${sql}, ${quoted(pattern)}, '${mark}', 'g')`,
    text,
  )

/** `<Time-1> … <Token-2>`: the marks of a template by name and number. */
function named(template: string): string {
  const parts = `string_split_regex(${template}, '${anyMark}')`
  const found = `regexp_extract_all(${template}, '${anyMark}')`
  const names = marks.map(([mark, name]) => `WHEN '${mark}' THEN '${name}'`).join(' ')
  const written = `list_transform(${found}, lambda mark, i: '<' || (CASE mark ${names} END) || '-' || i || '>')`
  return `array_to_string(list_transform(list_zip(${parts}, ${written}), lambda piece: concat(piece[1], piece[2])), '')`
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
 * SQL that gives `template` and what `counts` says of it (aggregates over the column `n`, the number
 * of events, and the columns of `by`) for each template of the column `text` of `rows`.
 */
export function templates(rows: string, by: readonly string[], counts: string): string {
  const others = by.map((column) => `, ${column}`).join('')
  return `WITH texts AS MATERIALIZED (
  SELECT masked, count(*) AS n${others}, regexp_replace(masked, ${quoted(word)}, 'w', 'g') || chr(31) || regexp_extract(masked, '^\\W*([A-Za-z_]+)\\b', 1) AS shape
  FROM (SELECT ${masked('text')} AS masked${others} FROM (${rows})) GROUP BY masked${others}
), words AS (
  SELECT shape, unnest(list) AS word, generate_subscripts(list, 1) AS place FROM (
    SELECT shape, regexp_extract_all(masked, ${quoted(word)}) AS list FROM (
      SELECT DISTINCT shape, masked FROM texts
    ) QUALIFY row_number() OVER (PARTITION BY shape ORDER BY hash(masked), masked) <= ${sampled}
  )
), dynamic AS (
  SELECT shape, list(place) AS places FROM (
    SELECT shape, place FROM words GROUP BY shape, place HAVING count(DISTINCT word) > ${fewWords}
  ) GROUP BY shape
), shaped AS (
  SELECT texts.*, CASE WHEN places IS NULL THEN masked ELSE array_to_string(list_transform(
    list_zip(string_split_regex(masked, ${quoted(word)}), list_transform(regexp_extract_all(masked, ${quoted(word)}),
      lambda one, i: CASE WHEN NOT list_contains(places, i) THEN one WHEN starts_with(one, '"') THEN '"${token}"' WHEN regexp_full_match(one, '${anyMark}') THEN one ELSE '${token}' END)),
    lambda piece: concat(piece[1], piece[2])), '') END AS marked
  FROM texts LEFT JOIN dynamic USING (shape)
)
SELECT ${named('marked')} AS template, ${counts} FROM shaped GROUP BY marked`
}
