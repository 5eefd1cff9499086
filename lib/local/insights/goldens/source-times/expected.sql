WITH scan1 AS (SELECT f3 AS request, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2)
SELECT request, log || ' ' || id
FROM scan1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- [1772445600000,1772445900000]
