WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, ts, f6 AS "status"
FROM events_1
WHERE ts BETWEEN $6::BIGINT AND $7::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = '404' ELSE coalesce(as_number("status") = $5::BIGINT, "status" = '404') END)),
limit1 AS (SELECT *
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000),
fields1 AS (SELECT *, ((ts)::BIGINT - (((ts)::BIGINT % 3600000) + 3600000) % 3600000) AS "floor", ((ts)::BIGINT + (86400000 - (((ts)::BIGINT % 86400000) + 86400000) % 86400000) % 86400000) AS "ceil", (strftime(timezone($1::VARCHAR, timezone('UTC', make_timestamp(ts * 1000))), $2::VARCHAR)) AS "berlin", (epoch_ms(try_strptime($3::VARCHAR, $4::VARCHAR))) AS "parsed", (ts) AS "ms"
FROM limit1)
SELECT "floor", "ceil", "berlin", "parsed", "ms", log || ' ' || id
FROM fields1
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = "Europe/Berlin"
-- $2 = "%Y-%m-%d %H:%M"
-- $3 = "02.03.2026"
-- $4 = "%d.%m.%Y"
-- $5 = 404
-- $6 = 1772442600000
-- $7 = 1772446200000
