WITH scan1 AS (SELECT f3 AS request
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT request, count(*) AS n, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1),
lookup1 AS (SELECT l.*, title
FROM stats1 l LEFT JOIN (SELECT DISTINCT ON (c1) c1 AS path, c2 AS title
FROM lookup_1) ON request = path),
filter1 AS (FROM lookup1
WHERE (title IS NOT NULL)),
stats2 AS (SELECT title, sum(n) AS n
FROM filter1
GROUP BY 1)
SELECT title, n
FROM stats2
ORDER BY title NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
