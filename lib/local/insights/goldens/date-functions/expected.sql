SELECT c1 AS o0, c2 AS o1, c3 AS o2, c4 AS o3, c5 AS o4, log || ' ' || id AS ptr
FROM (SELECT *, ((ts)::BIGINT - (((ts)::BIGINT % 3600000) + 3600000) % 3600000) AS c1, ((ts)::BIGINT + (86400000 - (((ts)::BIGINT % 86400000) + 86400000) % 86400000) % 86400000) AS c2, (strftime(timezone($1::VARCHAR, timezone('UTC', make_timestamp(ts * 1000))), $2::VARCHAR)) AS c3, (epoch_ms(try_strptime($3::VARCHAR, $4::VARCHAR))) AS c4, (ts) AS c5
FROM (SELECT *
FROM (SELECT *
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $5::BIGINT AND $6::BIGINT)
WHERE (CASE WHEN regexp_full_match("f:737461747573", '[1-9][0-9]{2}') THEN "f:737461747573" = '404' ELSE coalesce((CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) = $7::BIGINT, "f:737461747573" = '404') END))
ORDER BY ts DESC, id DESC
LIMIT 10000))
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = "Europe/Berlin"
-- $2 = "%Y-%m-%d %H:%M"
-- $3 = "02.03.2026"
-- $4 = "%d.%m.%Y"
-- $5 = 1772442600000
-- $6 = 1772446200000
-- $7 = 404
