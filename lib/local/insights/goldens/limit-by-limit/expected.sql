WITH scan1 AS (SELECT f3 AS request, '000000000000:apache/access' AS log, id, f10 AS bytes, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
limit1 AS (FROM scan1
ORDER BY sort_key(bytes) DESC, ts DESC, id DESC
LIMIT 4)
SELECT request, log || ' ' || id
FROM limit1
ORDER BY ts NULLS FIRST, id
LIMIT 2
-- [1772442600000,1772446200000]
