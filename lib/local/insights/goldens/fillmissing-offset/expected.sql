SELECT c1 AS o0, c2 AS o1
FROM (SELECT *
FROM (SELECT (((ts - 600000))::BIGINT - ((((ts - 600000))::BIGINT % 1800000) + 1800000) % 1800000 + 600000) AS c1, count(*) AS c2, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1) UNION ALL BY NAME SELECT *
FROM (SELECT b.start AS c1
FROM (SELECT DISTINCT ((moment - 600000))::BIGINT - ((((moment - 600000))::BIGINT % 1800000) + 1800000) % 1800000 + 600000 AS start
FROM (SELECT unnest(range((($1::BIGINT - 600000))::BIGINT - (((($1::BIGINT - 600000))::BIGINT % 1800000) + 1800000) % 1800000 + 600000, $2::BIGINT + 1, 1800000)) AS moment)) b
WHERE NOT EXISTS (SELECT 1
FROM (SELECT (((ts - 600000))::BIGINT - ((((ts - 600000))::BIGINT % 1800000) + 1800000) % 1800000 + 600000) AS c1, count(*) AS c2, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1) r
WHERE r.c1 = b.start)))
ORDER BY c1 ASC NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
