WITH scan1 AS (SELECT f3 AS request, '000000000000:apache/access' AS log, id, f8 AS country, ts
FROM events_1
WHERE ts BETWEEN $2 AND $3),
filter1 AS (FROM scan1
WHERE (NOT coalesce((country = $1::VARCHAR), false)))
SELECT request, log || ' ' || id
FROM filter1
ORDER BY ts NULLS FIRST, id
LIMIT 10000
-- ["DE",1772442600000,1772446200000]
