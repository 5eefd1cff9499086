SELECT c2 AS o0, c3 AS o1, c4 AS o2, log || ' ' || id AS ptr
FROM (SELECT *
FROM (SELECT *, list_extract(c1, $1::BIGINT) AS c2, list_extract(c1, $2::BIGINT) AS c3, list_extract(c1, $3::BIGINT) AS c4
FROM (SELECT *, (string_split("f:72657175657374", $4::VARCHAR)) AS c1
FROM (SELECT *
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $5::BIGINT AND $6::BIGINT)
ORDER BY ts DESC, id DESC
LIMIT 3)))
ORDER BY ts DESC, id DESC
LIMIT 3)
ORDER BY ts DESC, id DESC
LIMIT 3

-- $1 = 2
-- $2 = 3
-- $3 = 10
-- $4 = "/"
-- $5 = 1772442600000
-- $6 = 1772446200000
