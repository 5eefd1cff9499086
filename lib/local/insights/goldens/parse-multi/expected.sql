WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f7 AS userAgent, ts
FROM events_1
WHERE ts BETWEEN $3 AND $4),
parse1 AS (SELECT *, nullif(unnest(CASE WHEN len(regexp_extract_all(userAgent, $1::VARCHAR, 1)) > 0 THEN regexp_extract_all(userAgent, $1::VARCHAR, 1) ELSE [NULL] END), '') AS letter, nullif(unnest(CASE WHEN len(regexp_extract_all(userAgent, $2::VARCHAR, 1)) > 0 THEN regexp_extract_all(userAgent, $2::VARCHAR, 1) ELSE [NULL] END), '') AS rest, generate_subscripts(CASE WHEN len(regexp_extract_all(userAgent, $1::VARCHAR, 1)) > 0 THEN regexp_extract_all(userAgent, $1::VARCHAR, 1) ELSE [NULL] END, 1) AS nth
FROM scan1)
SELECT letter, rest, log || ' ' || id
FROM parse1
ORDER BY ts DESC, id DESC, nth
LIMIT 4
-- ["([A-Z])(?:[a-z]+)","(?:[A-Z])([a-z]+)",1772442600000,1772446200000]
