WITH scan1 AS (SELECT ts, f2 AS remoteIP, id
FROM events_1
WHERE ts BETWEEN $1 AND $2),
sessionize1 AS (SELECT *, CASE WHEN coalesce(ts - lag(ts) OVER (PARTITION BY remoteIP
ORDER BY ts, id) > 20000, true) THEN ts END AS begin
FROM scan1),
sessionize2 AS (SELECT *, left(md5(concat_ws(chr(31), remoteIP, (max(begin) OVER (PARTITION BY remoteIP
ORDER BY ts, id))::VARCHAR)), 16) AS visit
FROM sessionize1),
stats1 AS (SELECT visit, count(*) AS events, min(ts) AS begin, sum(count(*)) OVER () AS matched
FROM sessionize2
GROUP BY 1)
SELECT events, begin, matched
FROM stats1
ORDER BY begin NULLS FIRST, visit NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
