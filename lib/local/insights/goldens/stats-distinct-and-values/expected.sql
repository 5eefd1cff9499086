WITH scan1 AS (SELECT f8 AS country, f2 AS remoteIP, f3 AS request, ts, f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT any_value(country) AS country, count(DISTINCT CASE WHEN remoteIP IS NOT NULL THEN hash(remoteIP) END) AS clients, arg_min(request, ts) AS first, arg_max(request, ts) AS last, string_agg(DISTINCT status, ','
ORDER BY status) AS statuses, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY hash(country))
SELECT country, clients, first, last, statuses, matched
FROM stats1
ORDER BY clients DESC, sort_key(country), country NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
