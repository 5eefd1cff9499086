WITH scan1 AS (SELECT f2 AS remoteIP, ts, f10 AS bytes
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT remoteIP, CASE WHEN max(ts) - min(ts) = 0 THEN 0 * (arg_min(as_number(bytes), ts)) ELSE (arg_max(as_number(bytes), ts) - arg_min(as_number(bytes), ts))::DOUBLE / (max(ts) - min(ts)) * 60000 END AS change, CASE WHEN max(ts) - min(ts) = 0 THEN 0 * (arg_min(as_number(NULL::VARCHAR), ts)) ELSE (arg_max(as_number(NULL::VARCHAR), ts) - arg_min(as_number(NULL::VARCHAR), ts))::DOUBLE / (max(ts) - min(ts)) * 60000 END AS "none", sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1)
SELECT remoteIP, change, "none", matched
FROM stats1
ORDER BY remoteIP NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
