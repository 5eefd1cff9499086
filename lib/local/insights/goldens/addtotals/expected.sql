SELECT c1 AS o0, c5 AS o1, c6 AS o2, c7 AS o3
FROM (SELECT *, 0 AS c8
FROM (SELECT *, c2 AS c5, c3 AS c6, c4 AS c7
FROM (SELECT *, (coalesce(c2, 0) + coalesce(c3, 0))::DOUBLE AS c4
FROM (SELECT "f:737461747573" AS c1, count(*) AS c2, sum((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END)) AS c3, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1))) UNION ALL BY NAME SELECT sum(c5) AS c5, sum(c6) AS c6, sum(c7) AS c7, 1 AS c8
FROM (SELECT *, c2 AS c5, c3 AS c6, c4 AS c7
FROM (SELECT *, (coalesce(c2, 0) + coalesce(c3, 0))::DOUBLE AS c4
FROM (SELECT "f:737461747573" AS c1, count(*) AS c2, sum((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END)) AS c3, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1))))
ORDER BY c8, c1 ASC NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
