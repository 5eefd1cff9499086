SELECT c1 AS o0, c2 AS o1, c3 AS o2, c4 AS o3
FROM (SELECT *
FROM (SELECT (ts - ts % 900000) AS c1, "f:6d6574686f64" AS c2, count(*) AS c3, coalesce((CASE WHEN NOT isfinite((max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::DOUBLE) THEN NULL WHEN (max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END)) = trunc(max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END)) AND abs((max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::DOUBLE) < 1e37 THEN (max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::HUGEINT::VARCHAR ELSE round(max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 4)::VARCHAR END), max(CASE WHEN (CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END) IS NULL THEN "f:6279746573" END)) AS c4, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1, 2) UNION ALL BY NAME SELECT *, $3::BIGINT AS c3
FROM (SELECT b.start AS c1, g.c2
FROM (SELECT DISTINCT ((moment - 0))::BIGINT - ((((moment - 0))::BIGINT % 900000) + 900000) % 900000 + 0 AS start
FROM (SELECT unnest(range((($1::BIGINT - 0))::BIGINT - (((($1::BIGINT - 0))::BIGINT % 900000) + 900000) % 900000 + 0, $2::BIGINT + 1, 900000)) AS moment)) b, (SELECT DISTINCT c2
FROM (SELECT (ts - ts % 900000) AS c1, "f:6d6574686f64" AS c2, count(*) AS c3, coalesce((CASE WHEN NOT isfinite((max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::DOUBLE) THEN NULL WHEN (max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END)) = trunc(max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END)) AND abs((max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::DOUBLE) < 1e37 THEN (max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::HUGEINT::VARCHAR ELSE round(max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 4)::VARCHAR END), max(CASE WHEN (CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END) IS NULL THEN "f:6279746573" END)) AS c4, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1, 2)) g
WHERE NOT EXISTS (SELECT 1
FROM (SELECT (ts - ts % 900000) AS c1, "f:6d6574686f64" AS c2, count(*) AS c3, coalesce((CASE WHEN NOT isfinite((max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::DOUBLE) THEN NULL WHEN (max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END)) = trunc(max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END)) AND abs((max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::DOUBLE) < 1e37 THEN (max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::HUGEINT::VARCHAR ELSE round(max(CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 4)::VARCHAR END), max(CASE WHEN (CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END) IS NULL THEN "f:6279746573" END)) AS c4, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1, 2) r
WHERE r.c1 = b.start AND g.c2 IS NOT DISTINCT
FROM r.c2)))
ORDER BY c1 ASC NULLS FIRST, c2 ASC NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
-- $3 = 0
