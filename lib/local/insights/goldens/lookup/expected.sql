WITH scan1 AS (SELECT f3 AS request, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
lookup1 AS (SELECT l.*, title, place
FROM scan1 l LEFT JOIN (SELECT DISTINCT ON (c1) c1 AS path, c2 AS title, c3 AS place
FROM lookup_1) ON request = path)
SELECT request, title, place, log || ' ' || id
FROM lookup1
ORDER BY ts NULLS FIRST, id
LIMIT 10000
-- [1772442600000,1772446200000]
