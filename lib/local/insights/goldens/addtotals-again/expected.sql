WITH scan1 AS (SELECT f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT status, count(*) AS n, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1),
addtotals1 AS (SELECT *, (coalesce(n, 0))::DOUBLE AS Total
FROM stats1),
addtotals2 AS (SELECT *, (coalesce(n, 0) + coalesce(Total, 0))::DOUBLE AS Total_2
FROM addtotals1),
addtotals3 AS NOT MATERIALIZED (SELECT *, n AS n_2, Total_2 AS Total_3
FROM addtotals2),
addtotals4 AS (SELECT *, 0 AS last
FROM addtotals3 UNION ALL BY NAME SELECT sum(n_2) AS n_2, sum(Total_3) AS Total_3, 1 AS last
FROM addtotals3)
SELECT status, n_2, Total_3
FROM addtotals4
ORDER BY last, status NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
