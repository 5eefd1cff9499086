WITH scan1 AS (SELECT f10 AS bytes, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2)
SELECT bytes, log || ' ' || id
FROM scan1
ORDER BY sort_key(bytes), ts DESC, id DESC
LIMIT 10000
-- [1772442600000,1772446200000]
