SELECT c1 AS o0, c2 AS o1, c5 AS o2, c6 AS o3
FROM (SELECT *
FROM (SELECT *, row_number() OVER (ORDER BY c2 DESC NULLS LAST, c1 ASC NULLS FIRST) AS c7
FROM (SELECT "f:737461747573" AS c1, count(*) AS c2, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1)) LEFT JOIN (SELECT c4 AS c5, c3 AS c6, row_number() OVER (ORDER BY (c3 IS NOT NULL) DESC NULLS LAST, ((CASE WHEN regexp_full_match(c3, '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST(c3 AS DOUBLE) END) IS NOT NULL) DESC NULLS LAST, (CASE WHEN regexp_full_match(c3, '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST(c3 AS DOUBLE) END) DESC NULLS LAST, CASE WHEN (CASE WHEN regexp_full_match(c3, '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST(c3 AS DOUBLE) END) IS NULL THEN list_transform(regexp_extract_all(c3, '[0-9]+|[^0-9]+'), lambda piece: CASE WHEN regexp_full_match(piece, '[0-9]+') THEN '0' || lpad(length(piece)::VARCHAR, 7, '0') || piece ELSE piece END) END DESC NULLS LAST, c3 ASC NULLS FIRST) AS c8
FROM (SELECT "f:6970" AS c3, count(*) AS c4, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1)) ON c7 = c8)
ORDER BY c2 DESC NULLS LAST, c1 ASC NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
