WITH scan1 AS (SELECT f2 AS "remoteIP"
FROM events_1
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
scan2 AS (SELECT f2 AS "ip", f3 AS "total"
FROM events_2
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
filter1 AS (SELECT *
FROM scan2
WHERE (CASE WHEN regexp_full_match("total", '[1-9][0-9]{1}') THEN "total" >= '10' ELSE coalesce(as_number("total") >= $1::BIGINT, "total" >= '10') END)),
filter2 AS (SELECT *
FROM scan1
WHERE (equality_key("remoteIP") IN (SELECT equality_key("ip")
FROM filter1
WHERE equality_key("ip") IS NOT NULL))),
stats1 AS (SELECT "remoteIP", count(*) AS "n", sum(count(*)) OVER () AS "matched"
FROM filter2
GROUP BY 1)
SELECT "remoteIP", "n", "matched"
FROM stats1
ORDER BY "remoteIP" NULLS FIRST
LIMIT 10000

-- $1 = 10
-- $2 = 1772442600000
-- $3 = 1772446200000
