WITH scan1 AS (SELECT f3 AS request, f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
filter1 AS (FROM scan1
WHERE is_equal(status, 404, '205000003404')),
stats1 AS (SELECT request AS status, count(*) AS n, sum(count(*)) OVER () AS matched
FROM filter1
GROUP BY 1)
SELECT status, n, matched
FROM stats1
ORDER BY status NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
