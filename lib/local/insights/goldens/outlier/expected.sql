SELECT c3 AS o0, log || ' ' || id AS ptr
FROM (SELECT *
FROM (SELECT *, CASE WHEN (CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END) > c2 THEN c2 WHEN false THEN c1 ELSE (CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END) END AS c3
FROM (SELECT *, quantile_cont((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 0.25) OVER () - $1::DOUBLE * (quantile_cont((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 0.75) OVER () - quantile_cont((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 0.25) OVER ()) AS c1, quantile_cont((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 0.75) OVER () + $1::DOUBLE * (quantile_cont((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 0.75) OVER () - quantile_cont((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END), 0.25) OVER ()) AS c2
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT)))
ORDER BY ts ASC NULLS FIRST, ts DESC, id DESC
LIMIT 4)
ORDER BY ts ASC NULLS FIRST, ts DESC, id DESC
LIMIT 4

-- $1 = 0.5
-- $2 = 1772442600000
-- $3 = 1772446200000
