WITH scan1 AS (SELECT ts, f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT (ts - ts % 300000) AS bin, count(*) AS requests, count(CASE WHEN is_at_least(status, 400, '2050000034') THEN 1 END) AS failed, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1)
SELECT bin, requests, failed, matched
FROM stats1
ORDER BY bin NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
