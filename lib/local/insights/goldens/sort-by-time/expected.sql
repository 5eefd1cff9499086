WITH scan1 AS (SELECT f6 AS status, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2)
SELECT status, log || ' ' || id
FROM scan1
ORDER BY ts DESC, id
LIMIT 2
-- [1772442600000,1772446200000]
