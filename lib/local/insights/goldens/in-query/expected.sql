WITH scan1 AS (SELECT f2 AS remoteIP
FROM events_1
WHERE ts BETWEEN $1 AND $2),
scan2 AS (SELECT f2 AS ip, f3 AS total
FROM events_2
WHERE ts BETWEEN $1 AND $2),
filter1 AS (FROM scan2
WHERE is_at_least(total, 10, '2050000021')),
filter2 AS (FROM scan1
WHERE (remoteIP IN (SELECT ip
FROM filter1))),
stats1 AS (SELECT remoteIP, count(*) AS n, sum(count(*)) OVER () AS matched
FROM filter2
GROUP BY 1)
SELECT remoteIP, n, matched
FROM stats1
ORDER BY remoteIP NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
