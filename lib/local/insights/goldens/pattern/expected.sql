SELECT template AS o0, ratio AS o1, n AS o2, severity AS o3
FROM (SELECT *, CASE WHEN regexp_matches(template, '(?i)\b(?:FATAL|PANIC|CRITICAL)\b') THEN 'FATAL' WHEN regexp_matches(template, '(?i)\b(?:ERROR|EXCEPTION|FAILED|FAILURE)\b') THEN 'ERROR' WHEN regexp_matches(template, '(?i)\b(?:WARN|WARNING)\b') THEN 'WARN' WHEN regexp_matches(template, '(?i)\b(?:INFO|NOTICE)\b') THEN 'INFO' WHEN regexp_matches(template, '(?i)\b(?:DEBUG|TRACE)\b') THEN 'DEBUG' END AS severity, n / sum(n) OVER () AS ratio
FROM (WITH texts AS MATERIALIZED (
  SELECT masked, count(*) AS n, regexp_replace(masked, '"(?:[^"\\]|\\.)*"|[^\s"=,;:|\[\](){}]+', 'w', 'g') || chr(31) || regexp_extract(masked, '^\W*([A-Za-z_]+)\b', 1) AS shape
 
FROM (SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(text, '[]', '', 'g'), '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?', '', 'g'), '\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}', '', 'g'), '\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b', '', 'g'), '\b\d{1,3}(?:\.\d{1,3}){3}\b', '', 'g'), '\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b', '', 'g'), '\b(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}\b', '', 'g'), '\b(?:\d{6,}|0x[0-9a-fA-F]+)\b', '', 'g') AS masked
FROM (SELECT text
FROM (SELECT "f:72657175657374" AS text
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT))
WHERE text IS NOT NULL))
GROUP BY masked
), words AS (
  SELECT shape, unnest(list) AS word, generate_subscripts(list, 1) AS place
FROM (
    SELECT shape, regexp_extract_all(masked, '"(?:[^"\\]|\\.)*"|[^\s"=,;:|\[\](){}]+') AS list
FROM (
      SELECT DISTINCT shape, masked
FROM texts
    )
QUALIFY row_number() OVER (PARTITION BY shape
ORDER BY hash(masked), masked) <= 20000
  )
), dynamic AS (
  SELECT shape, list(place) AS places
FROM (
    SELECT shape, place
FROM words
GROUP BY shape, place
HAVING count(DISTINCT word) > 10
  )
GROUP BY shape
), shaped AS (
  SELECT texts.*, CASE WHEN places IS NULL THEN masked ELSE array_to_string(list_transform(
    list_zip(string_split_regex(masked, '"(?:[^"\\]|\\.)*"|[^\s"=,;:|\[\](){}]+'), list_transform(regexp_extract_all(masked, '"(?:[^"\\]|\\.)*"|[^\s"=,;:|\[\](){}]+'),
      lambda one, i: CASE WHEN NOT list_contains(places, i) THEN one WHEN starts_with(one, '"') THEN '""' WHEN regexp_full_match(one, '[]') THEN one ELSE '' END)),
    lambda piece: concat(piece[1], piece[2])), '') END AS marked
 
FROM texts LEFT JOIN dynamic USING (shape)
)
SELECT array_to_string(list_transform(list_zip(string_split_regex(marked, '[]'), list_transform(regexp_extract_all(marked, '[]'), lambda mark, i: '<' || (CASE mark WHEN '' THEN 'Token' WHEN '' THEN 'Time' WHEN '' THEN 'IP' WHEN '' THEN 'UUID' WHEN '' THEN 'Number' END) || '-' || i || '>')), lambda piece: concat(piece[1], piece[2])), '') AS template, sum(n) AS n
FROM shaped
GROUP BY marked))
ORDER BY n DESC, template
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
