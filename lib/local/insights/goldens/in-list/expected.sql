WITH scan1 AS (SELECT f6 AS "status", '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE ((CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = '404' ELSE coalesce(as_number("status") = $1::BIGINT, "status" = '404') END) OR (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = $2::VARCHAR ELSE coalesce(as_number("status") = 500::DOUBLE, "status" = $2::VARCHAR) END)))
SELECT "status", log || ' ' || id
FROM filter1
ORDER BY as_number("status") NULLS FIRST, natural_order("status") NULLS FIRST, ts DESC, id DESC
LIMIT 10000

-- $1 = 404
-- $2 = "500"
-- $3 = 1772442600000
-- $4 = 1772446200000
