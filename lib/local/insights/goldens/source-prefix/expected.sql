WITH scan1 AS (SELECT '000000000000:apache/access' AS log
FROM events_1
WHERE ts BETWEEN $1 AND $2 UNION ALL SELECT '000000000000:shop/orders' AS log
FROM events_2
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT log AS "@log", count(*) AS n, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1)
SELECT "@log", n, matched
FROM stats1
ORDER BY "@log" NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
