WITH scan1 AS (SELECT f3 AS request
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT request, count(*) AS times
FROM scan1
GROUP BY 1),
stats2 AS (FROM stats1
ORDER BY times DESC, request NULLS FIRST
LIMIT 2)
SELECT request, times
FROM stats2
ORDER BY times DESC, request NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
