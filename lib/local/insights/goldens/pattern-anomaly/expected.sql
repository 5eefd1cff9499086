SELECT template AS o0, ratio AS o1, n AS o2, severity AS o3, anomaly AS o4, score AS o5
FROM (SELECT *
FROM (SELECT *, CASE WHEN regexp_matches(template, '(?i)\b(?:FATAL|PANIC|CRITICAL)\b') THEN 'FATAL' WHEN regexp_matches(template, '(?i)\b(?:ERROR|EXCEPTION|FAILED|FAILURE)\b') THEN 'ERROR' WHEN regexp_matches(template, '(?i)\b(?:WARN|WARNING)\b') THEN 'WARN' WHEN regexp_matches(template, '(?i)\b(?:INFO|NOTICE)\b') THEN 'INFO' WHEN regexp_matches(template, '(?i)\b(?:DEBUG|TRACE)\b') THEN 'DEBUG' END AS severity, n / sum(n) OVER () AS ratio, CASE WHEN n = n_new THEN 'NewPattern' ELSE 'PatternFrequency' END AS anomaly, sum(n - n_new) OVER () AS n_rest
FROM (SELECT *, (n_new - ((n - n_new) / 3.0)) / sqrt(greatest(((n - n_new) / 3.0), 1)) AS score
FROM (WITH sampled AS (
  SELECT regexp_replace(text, '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|"(?:[^"\\]|\\.)*"|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}|[^\s"=,;:|\[\](){}]+', chr(31), 'g') || chr(30) || regexp_extract(text, '^\W*([A-Za-z_]+)\b', 1) AS shape, regexp_extract_all(text, '\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|"(?:[^"\\]|\\.)*"|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}|[^\s"=,;:|\[\](){}]+') AS list
FROM (
    SELECT text
FROM (SELECT text, flag
FROM (SELECT translate("f:7175657279", chr(30) || chr(31), '') AS text, ts >= $1::BIGINT AS flag
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT))
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
FROM (SELECT translate("f:7175657279", chr(30) || chr(31), '') AS text, ts >= $1::BIGINT AS flag
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT))
WHERE text IS NOT NULL)) LEFT JOIN shapes USING (shape)
)
SELECT array_to_string(list_transform(list_zip(string_split(split_part(shape, chr(30), 1), chr(31))[:len(kept) + 1], list_transform(kept, lambda one, i: coalesce(one, replace(coalesce(any_value(tokens)[i], '<Token>'), '>', '-' || len(list_filter(kept[1:i], lambda one: one IS NULL)) || '>')))), lambda piece: concat(piece[1], piece[2])), '') AS template, count(*) AS n, count(*) FILTER (flag) AS n_new
FROM marked
GROUP BY shape, kept)))
WHERE n_rest > 0 AND (n = n_new OR abs(score) > 4))
ORDER BY abs(score) DESC, template
LIMIT 10000

-- $1 = 1772445930000
-- $2 = 1772445480000
-- $3 = 1772446080000
