SELECT c1 AS o0, c2 AS o1, c3 AS o2, matched_count
FROM (SELECT (ts - ts % 300000) AS c1, count(*) AS c2, count(CASE WHEN (CASE WHEN regexp_full_match("f:737461747573", '[1-9][0-9]{2}') THEN "f:737461747573" >= '400' ELSE coalesce((CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) >= $1::BIGINT, "f:737461747573" >= '400') END) THEN 1 END) AS c3, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT)
GROUP BY 1)
ORDER BY c1 ASC NULLS FIRST, c1 ASC NULLS FIRST
LIMIT 10000

-- $1 = 400
-- $2 = 1772442600000
-- $3 = 1772446200000
