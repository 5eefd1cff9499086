SELECT c1 AS o0, c2 AS o1, c3 AS o2, c4 AS o3, c5 AS o4, c6 AS o5, c7 AS o6, c8 AS o7, c9 AS o8, log || ' ' || id AS ptr
FROM (SELECT *, (abs(((-($1::DOUBLE)::DOUBLE))::DOUBLE)) AS c1, (ceil($2::DOUBLE)) AS c2, (floor((-($2::DOUBLE)::DOUBLE))) AS c3, (round($3::DOUBLE, least(greatest($4::BIGINT, -300), 15)::BIGINT::INTEGER)) AS c4, (($5::BIGINT) % nullif($6::BIGINT, 0)) AS c5, power($4::BIGINT, $7::BIGINT) AS c6, (($8::BIGINT)::DOUBLE / nullif($9::BIGINT, 0)) AS c7, (((CASE WHEN regexp_full_match("f:6279746573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:6279746573" AS DOUBLE) END))::DOUBLE / nullif($10::BIGINT, 0)) AS c8, (TRY_CAST(trunc(9.9::DOUBLE) AS INTEGER)::DOUBLE) AS c9
FROM (SELECT *
FROM (SELECT *
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $11::BIGINT AND $12::BIGINT)
WHERE (CASE WHEN regexp_full_match("f:737461747573", '[1-9][0-9]{2}') THEN "f:737461747573" = '404' ELSE coalesce((CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) = $13::BIGINT, "f:737461747573" = '404') END))
ORDER BY ts DESC, id DESC
LIMIT 10000))
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = 2.5
-- $2 = 1.2
-- $3 = 2.345
-- $4 = 2
-- $5 = 7
-- $6 = 3
-- $7 = 10
-- $8 = 1
-- $9 = 0
-- $10 = 8
-- $11 = 1772442600000
-- $12 = 1772446200000
-- $13 = 404
