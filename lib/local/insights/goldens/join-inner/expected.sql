WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, ts, message, f2 AS remoteIP, f3 AS request
FROM events_1
WHERE ts BETWEEN $1 AND $2),
join1 AS (SELECT *, ts AS "a.@timestamp", message AS "a.@message", remoteIP AS "a.remoteIP", request AS "a.request"
FROM scan1),
scan2 AS (SELECT ts, message, f2 AS ip, f3 AS total, id
FROM events_2
WHERE ts BETWEEN $1 AND $2),
join2 AS (SELECT *
FROM join1 JOIN (SELECT ts AS "b.@timestamp", message AS "b.@message", ip AS "b.ip", total AS "b.total", ip AS key, row_number() OVER (ORDER BY ts DESC, id DESC) AS nth
FROM scan2) ON remoteIP = key)
SELECT "a.request", "b.total", log || ' ' || id
FROM join2
ORDER BY "a.@timestamp" NULLS FIRST, ts DESC, id DESC, nth
LIMIT 10000
-- [1772442600000,1772446200000]
