SELECT c4 AS o0, c5 AS o1, matched_count
FROM (SELECT c2 AS c3, count(*) AS c4, min(ts) AS c5, sum(count(*)) OVER () AS matched_count
FROM (SELECT *, left(md5(concat_ws(chr(31), "f:72656d6f74654950", (max(c1) OVER (PARTITION BY "f:72656d6f74654950"
ORDER BY ts, id))::VARCHAR)), 16) AS c2
FROM (SELECT *, CASE WHEN coalesce(ts - lag(ts) OVER (PARTITION BY "f:72656d6f74654950"
ORDER BY ts, id) > 20000, true) THEN ts END AS c1
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)))
GROUP BY 1)
ORDER BY c5 ASC NULLS FIRST, c3 ASC NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
