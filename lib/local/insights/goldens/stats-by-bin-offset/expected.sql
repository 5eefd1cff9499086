WITH scan1 AS (SELECT ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT (((ts - 60000))::BIGINT - ((((ts - 60000))::BIGINT % 300000) + 300000) % 300000 + 60000) AS bin, count(*) AS n, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1)
SELECT bin, n, matched
FROM stats1
ORDER BY bin NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
