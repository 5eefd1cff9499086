WITH scan1 AS (SELECT f5 AS method, f10 AS bytes, f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT any_value(method) AS method, count(*) AS n, sum(as_number(bytes)) AS total, count(DISTINCT CASE WHEN status IS NOT NULL THEN hash(status) END) AS statuses, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY hash(method))
SELECT method, n, total, statuses, matched
FROM stats1
ORDER BY method NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
