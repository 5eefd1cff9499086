WITH scan1 AS (SELECT f6 AS status, f10 AS bytes
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT status, count(*) AS n, sum(as_number(bytes)) AS bytes, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1),
addtotals1 AS (SELECT *, (coalesce(n, 0) + coalesce(bytes, 0))::DOUBLE AS "both"
FROM stats1),
addtotals2 AS NOT MATERIALIZED (SELECT *, n AS n_2, bytes AS bytes_2, "both" AS both_2
FROM addtotals1),
addtotals3 AS (SELECT *, 0 AS last
FROM addtotals2 UNION ALL BY NAME SELECT sum(n_2) AS n_2, sum(bytes_2) AS bytes_2, sum(both_2) AS both_2, 1 AS last
FROM addtotals2)
SELECT status, n_2, bytes_2, both_2
FROM addtotals3
ORDER BY last, status NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
