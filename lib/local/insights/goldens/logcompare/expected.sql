SELECT template AS o0, ratio AS o1, n AS o2, severity AS o3, n_before AS o4, difference AS o5
FROM (SELECT *, CASE WHEN regexp_matches(template, '(?i)\b(?:FATAL|PANIC|CRITICAL)\b') THEN 'FATAL' WHEN regexp_matches(template, '(?i)\b(?:ERROR|EXCEPTION|FAILED|FAILURE)\b') THEN 'ERROR' WHEN regexp_matches(template, '(?i)\b(?:WARN|WARNING)\b') THEN 'WARN' WHEN regexp_matches(template, '(?i)\b(?:INFO|NOTICE)\b') THEN 'INFO' WHEN regexp_matches(template, '(?i)\b(?:DEBUG|TRACE)\b') THEN 'DEBUG' END AS severity, n / sum(n) OVER () AS ratio
FROM (SELECT *, CASE WHEN n_before = 0 THEN 'New' WHEN n = 0 THEN 'Gone' WHEN n = n_before THEN 'Same' ELSE round(100.0 * (n - n_before) / n_before)::BIGINT || ' %' END AS difference
FROM (WITH texts AS MATERIALIZED (
  SELECT masked, count(*) AS n, is_now, regexp_replace(masked, '"(?:[^"\\]|\\.)*"|[^\s"=,;:|\[\](){}]+', 'w', 'g') || chr(31) || regexp_extract(masked, '^\W*([A-Za-z_]+)\b', 1) AS shape
 
FROM (SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(text, '[]', '', 'g'), '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?', '', 'g'), '\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}', '', 'g'), '\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b', '', 'g'), '\b\d{1,3}(?:\.\d{1,3}){3}\b', '', 'g'), '\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{1,4}\b', '', 'g'), '\b(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}\b', '', 'g'), '\b(?:\d{6,}|0x[0-9a-fA-F]+)\b', '', 'g') AS masked, is_now
FROM (SELECT *
FROM (SELECT message AS text, true AS is_now
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT) UNION ALL SELECT message AS text, false AS is_now
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT))
WHERE text IS NOT NULL))
GROUP BY masked, is_now
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
SELECT array_to_string(list_transform(list_zip(string_split_regex(marked, '[]'), list_transform(regexp_extract_all(marked, '[]'), lambda mark, i: '<' || (CASE mark WHEN '' THEN 'Token' WHEN '' THEN 'Time' WHEN '' THEN 'IP' WHEN '' THEN 'UUID' WHEN '' THEN 'Number' END) || '-' || i || '>')), lambda piece: concat(piece[1], piece[2])), '') AS template, coalesce(sum(n) FILTER (is_now), 0) AS n, coalesce(sum(n) FILTER (NOT is_now), 0) AS n_before
FROM shaped
GROUP BY marked)))
ORDER BY abs(n - n_before) DESC, template
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
-- $3 = 1772356200000
-- $4 = 1772359800000
