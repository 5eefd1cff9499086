WITH scan1 AS (SELECT f3 AS "request", f6 AS "status", '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = '500' ELSE coalesce(as_number("status") = $1::BIGINT, "status" = '500') END))
SELECT "request", "status", log || ' ' || id
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = 500
-- $2 = 1772442600000
-- $3 = 1772446200000
