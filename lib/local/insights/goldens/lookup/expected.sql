SELECT "f:72657175657374" AS o0, c6 AS o1, c7 AS o2, log || ' ' || id AS ptr
FROM (SELECT *, coalesce(c4, NULL::VARCHAR) AS c6, coalesce(c5, NULL::VARCHAR) AS c7
FROM (SELECT c1.*, c2.c4, c2.c5
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT) c1 LEFT JOIN (SELECT DISTINCT ON (c1) c1 AS c3, c2 AS c4, c3 AS c5
FROM lookup_1) c2 ON "f:72657175657374" = c2.c3))
ORDER BY ts ASC NULLS FIRST, ts DESC, id DESC
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
