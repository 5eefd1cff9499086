WITH scan1 AS (SELECT f6 AS "status"
FROM events_1
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = '999' ELSE coalesce(as_number("status") = $1::BIGINT, "status" = '999') END)),
stats1 AS (SELECT count(*) AS "count(*)", count(*) AS "matched"
FROM filter1
HAVING count(*) > 0)
SELECT "count(*)", "matched"
FROM stats1
LIMIT 10000

-- $1 = 999
-- $2 = 1772442600000
-- $3 = 1772446200000
