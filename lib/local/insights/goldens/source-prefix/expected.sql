SELECT c1 AS o0, c2 AS o1, matched_count
FROM (SELECT log AS c1, count(*) AS c2, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e UNION ALL BY NAME SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1)
ORDER BY c1 ASC NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
