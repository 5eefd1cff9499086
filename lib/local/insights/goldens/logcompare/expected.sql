SELECT template AS o0, ratio AS o1, n AS o2, severity AS o3, n_before AS o4, difference AS o5
FROM (SELECT *, CASE WHEN regexp_matches(template, '(?i)\b(?:FATAL|PANIC|CRITICAL)\b') THEN 'FATAL' WHEN regexp_matches(template, '(?i)\b(?:ERROR|EXCEPTION|FAILED|FAILURE)\b') THEN 'ERROR' WHEN regexp_matches(template, '(?i)\b(?:WARN|WARNING)\b') THEN 'WARN' WHEN regexp_matches(template, '(?i)\b(?:INFO|NOTICE)\b') THEN 'INFO' WHEN regexp_matches(template, '(?i)\b(?:DEBUG|TRACE)\b') THEN 'DEBUG' END AS severity, n / sum(n) OVER () AS ratio
FROM (SELECT *, CASE WHEN n_before = 0 THEN 'New' WHEN n = 0 THEN 'Gone' WHEN n = n_before THEN 'Same' ELSE round(100.0 * (n - n_before) / n_before)::BIGINT || ' %' END AS difference
FROM (WITH sampled AS (
  SELECT regexp_replace(text, '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|"(?:[^"\\]|\\.)*"|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}|[^\s"=,;:|\[\](){}]+', chr(31), 'g') || chr(30) || regexp_extract(text, '^\W*([A-Za-z_]+)\b', 1) AS shape, regexp_extract_all(text, '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|"(?:[^"\\]|\\.)*"|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}|[^\s"=,;:|\[\](){}]+') AS list
FROM (
    SELECT text
FROM (SELECT text, flag
FROM (SELECT translate(message, chr(30) || chr(31), '') AS text, true AS flag
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT))
WHERE text IS NOT NULL UNION ALL SELECT text, flag
FROM (SELECT translate(message, chr(30) || chr(31), '') AS text, false AS flag
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT))
WHERE text IS NOT NULL)
ORDER BY hash(text), text
LIMIT 50000
  )
), counted AS (
  SELECT shape, place, word, count(*) AS n
FROM (
    SELECT shape, unnest(list) AS word, generate_subscripts(list, 1) AS place
FROM sampled
  )
GROUP BY shape, place, word
), places AS (
  SELECT shape, place, token, CASE WHEN different > 10 OR kind IN ('Time', 'IP', 'UUID')
    THEN CASE WHEN kind = 'Token' THEN list_filter(frequent, lambda one: one.n >= total * 0.1).list_transform(lambda one: one.word) ELSE [] END END AS kept
 
FROM (
    SELECT shape, place, CASE WHEN avg(regexp_full_match(trim(word, '"'), '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|\d\d:\d\d:\d\d')::INTEGER) >= 0.9 THEN 'Time' WHEN avg(regexp_full_match(trim(word, '"'), '(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}')::INTEGER) >= 0.9 THEN 'IP' WHEN avg(regexp_full_match(trim(word, '"'), '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')::INTEGER) >= 0.9 THEN 'UUID' WHEN avg(regexp_full_match(trim(word, '"'), '[-+]?\d+(?:\.\d+)?')::INTEGER) >= 0.9 THEN 'Number' ELSE 'Token' END AS kind, CASE WHEN avg(starts_with(word, '"')::INTEGER) > 0.5 THEN '"<' || CASE WHEN avg(regexp_full_match(trim(word, '"'), '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|\d\d:\d\d:\d\d')::INTEGER) >= 0.9 THEN 'Time' WHEN avg(regexp_full_match(trim(word, '"'), '(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}')::INTEGER) >= 0.9 THEN 'IP' WHEN avg(regexp_full_match(trim(word, '"'), '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')::INTEGER) >= 0.9 THEN 'UUID' WHEN avg(regexp_full_match(trim(word, '"'), '[-+]?\d+(?:\.\d+)?')::INTEGER) >= 0.9 THEN 'Number' ELSE 'Token' END || '>"' ELSE '<' || CASE WHEN avg(regexp_full_match(trim(word, '"'), '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|\d\d:\d\d:\d\d')::INTEGER) >= 0.9 THEN 'Time' WHEN avg(regexp_full_match(trim(word, '"'), '(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}')::INTEGER) >= 0.9 THEN 'IP' WHEN avg(regexp_full_match(trim(word, '"'), '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')::INTEGER) >= 0.9 THEN 'UUID' WHEN avg(regexp_full_match(trim(word, '"'), '[-+]?\d+(?:\.\d+)?')::INTEGER) >= 0.9 THEN 'Number' ELSE 'Token' END || '>' END AS token, count(*) AS different, sum(n) AS total,
      list({'word': word, 'n': n}
ORDER BY n DESC, word)[1:10] AS frequent
   
FROM counted
GROUP BY shape, place
  )
), shapes AS (
  SELECT shape, list(kept
ORDER BY place) AS keeps, list(token
ORDER BY place) AS tokens
FROM places
GROUP BY shape
), marked AS (
  SELECT shape, tokens, flag, list_transform(list_zip(list, coalesce(keeps, [])),
    lambda p: CASE WHEN p[2] IS NULL OR list_contains(p[2], p[1]) THEN p[1] END) AS kept
 
FROM (SELECT regexp_replace(text, '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|"(?:[^"\\]|\\.)*"|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}|[^\s"=,;:|\[\](){}]+', chr(31), 'g') || chr(30) || regexp_extract(text, '^\W*([A-Za-z_]+)\b', 1) AS shape, regexp_extract_all(text, '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|"(?:[^"\\]|\\.)*"|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}|[^\s"=,;:|\[\](){}]+') AS list, flag
FROM (SELECT text, flag
FROM (SELECT translate(message, chr(30) || chr(31), '') AS text, true AS flag
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT))
WHERE text IS NOT NULL UNION ALL SELECT text, flag
FROM (SELECT translate(message, chr(30) || chr(31), '') AS text, false AS flag
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT))
WHERE text IS NOT NULL)) LEFT JOIN shapes USING (shape)
)
SELECT array_to_string(list_transform(list_zip(string_split(split_part(shape, chr(30), 1), chr(31))[:len(kept) + 1], list_transform(kept, lambda one, i: coalesce(one, replace(coalesce(any_value(tokens)[i], '<Token>'), '>', '-' || len(list_filter(kept[1:i], lambda one: one IS NULL)) || '>')))), lambda piece: concat(piece[1], piece[2])), '') AS template, count(*) FILTER (flag) AS n, count(*) FILTER (NOT flag) AS n_before
FROM marked
GROUP BY shape, kept)))
ORDER BY abs(n - n_before) DESC, template
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
-- $3 = 1772356200000
-- $4 = 1772359800000
