WITH scan1 AS (SELECT ts, f6 AS "status"
FROM events_1
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
stats1 AS (SELECT (ts - ts % 300000) AS "bin", count(*) AS "requests", count(CASE WHEN (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" >= '400' ELSE coalesce(as_number("status") >= $1::BIGINT, "status" >= '400') END) THEN 1 END) AS "failed", sum(count(*)) OVER () AS "matched"
FROM scan1
GROUP BY 1)
SELECT "bin", "requests", "failed", "matched"
FROM stats1
ORDER BY "bin" NULLS FIRST
LIMIT 10000

-- $1 = 400
-- $2 = 1772442600000
-- $3 = 1772446200000
