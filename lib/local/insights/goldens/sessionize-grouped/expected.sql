WITH scan1 AS (SELECT f6 AS status, ts, f2 AS remoteIP
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
fields1 AS (SELECT *, CASE WHEN is_at_least(status, 500, '2050000035') THEN 2::DOUBLE WHEN is_at_least(status, 400, '2050000034') THEN 1::DOUBLE ELSE 0::DOUBLE END AS failure, visit AS same
FROM sessionize4),
stats1 AS (SELECT lower(to_hex(visit_number)) AS visit, lower(to_hex(visit_number)) AS same, count(*) AS visit_number, max(failure) AS worst, max(coalesce((failure = 2::DOUBLE), false)::INTEGER) AS failed, count(*) AS matched
FROM fields1
GROUP BY visit_number, visit_number),
fields2 AS (SELECT *, coalesce((visit = same), false) AS alike
FROM stats1),
stats2 AS (SELECT coalesce(alike, false) AS alike, failed, count(*) AS visits, sum(visit_number) AS events, max(worst) AS worst, sum(sum(matched)) OVER () AS matched
FROM fields2
GROUP BY 1, 2)
SELECT coalesce(alike, false), failed, visits, events, worst, matched
FROM stats2
ORDER BY alike NULLS FIRST, failed NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
