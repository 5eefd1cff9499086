SELECT c1 AS o0, c2 AS o1, log || ' ' || id AS ptr
FROM (SELECT *
FROM (SELECT *, unnest(CASE WHEN len(regexp_extract_all("f:757365724167656e74", $1::VARCHAR, 1)) > 0 THEN regexp_extract_all("f:757365724167656e74", $1::VARCHAR, 1) ELSE [NULL] END) AS c1, unnest(CASE WHEN len(regexp_extract_all("f:757365724167656e74", $2::VARCHAR, 1)) > 0 THEN regexp_extract_all("f:757365724167656e74", $2::VARCHAR, 1) ELSE [NULL] END) AS c2, generate_subscripts(CASE WHEN len(regexp_extract_all("f:757365724167656e74", $1::VARCHAR, 1)) > 0 THEN regexp_extract_all("f:757365724167656e74", $1::VARCHAR, 1) ELSE [NULL] END, 1) AS c3
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT))
ORDER BY ts DESC, id DESC, c3
LIMIT 4)
ORDER BY ts DESC, id DESC, c3
LIMIT 4

-- $1 = "([A-Z])(?:[a-z]+)"
-- $2 = "(?:[A-Z])([a-z]+)"
-- $3 = 1772442600000
-- $4 = 1772446200000
