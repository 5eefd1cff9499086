SELECT to_json(c1)::VARCHAR AS o0, log || ' ' || id AS ptr
FROM (SELECT *, (string_split("f:72657175657374", $1::VARCHAR)) AS c1
FROM (SELECT *
FROM (SELECT *
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT)
WHERE (CASE WHEN regexp_full_match("f:737461747573", '[1-9][0-9]{2}') THEN "f:737461747573" = '404' ELSE coalesce((CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) = $4::BIGINT, "f:737461747573" = '404') END))
ORDER BY ts DESC, id DESC
LIMIT 10000))
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = "/"
-- $2 = 1772442600000
-- $3 = 1772446200000
-- $4 = 404
