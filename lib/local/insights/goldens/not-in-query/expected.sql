WITH scan1 AS (SELECT f2 AS remoteIP
FROM events_1
WHERE ts BETWEEN $1 AND $2),
scan2 AS (SELECT f2 AS ip
FROM events_2
WHERE ts BETWEEN $1 AND $2),
filter1 AS (FROM scan1
WHERE (NOT coalesce((remoteIP IN (SELECT ip
FROM scan2)), false))),
stats1 AS (SELECT remoteIP, count(*) AS n, sum(count(*)) OVER () AS matched
FROM filter1
GROUP BY 1)
SELECT remoteIP, n, matched
FROM stats1
ORDER BY remoteIP NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
