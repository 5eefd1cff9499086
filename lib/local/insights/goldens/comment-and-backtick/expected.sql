WITH scan1 AS (SELECT f3 AS request, f6 AS status, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
filter1 AS (FROM scan1
WHERE is_equal(status, 500, '2050000035'))
SELECT request, status, log || ' ' || id
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- [1772442600000,1772446200000]
