WITH scan1 AS (SELECT f3 AS request, f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT request, status, count(*) AS n, count(*) AS matched
FROM scan1
GROUP BY 1, 2),
stats2 AS (SELECT status, sum(n) AS "all", max(n) AS most, sum(sum(matched)) OVER () AS matched
FROM stats1
GROUP BY 1)
SELECT status, "all", most, matched
FROM stats2
ORDER BY sort_key(status), status NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
