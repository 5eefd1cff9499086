WITH scan1 AS (SELECT ts, f2 AS remoteIP
FROM events_1
WHERE ts BETWEEN $1 AND $2),
sessionize1 AS (SELECT *, hash(remoteIP) AS visitor
FROM scan1),
sessionize2 AS (SELECT *, CASE WHEN coalesce(ts - lag(ts) OVER (PARTITION BY visitor
ORDER BY ts) > 20000, true) THEN ts END AS begin
FROM sessionize1),
sessionize3 AS (SELECT *, hash(visitor, max(begin) OVER (PARTITION BY visitor
ORDER BY ts)) AS visit_number
FROM sessionize2),
sessionize4 AS (SELECT *, lower(to_hex(visit_number)) AS visit
FROM sessionize3),
stats1 AS (SELECT lower(to_hex(visit_number)) AS visit, count(*) AS events, min(ts) AS begin, sum(count(*)) OVER () AS matched
FROM sessionize4
GROUP BY visit_number)
SELECT events, begin, matched
FROM stats1
ORDER BY begin NULLS FIRST, visit NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
