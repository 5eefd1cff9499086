WITH scan1 AS (SELECT f3 AS "request", f6 AS "status"
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT),
stats1 AS (SELECT "request", "status", count(*) AS "n", sum(count(*)) OVER () AS "matched"
FROM scan1
GROUP BY 1, 2),
stats2 AS (SELECT "status", sum("n") AS "all", max("n") AS "most"
FROM stats1
GROUP BY 1)
SELECT "status", "all", "most"
FROM stats2
ORDER BY as_number("status") NULLS FIRST, natural_order("status") NULLS FIRST, "status" NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
