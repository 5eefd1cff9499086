WITH scan1 AS (SELECT f3 AS request, f6 AS status, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
dedup1 AS (FROM scan1
QUALIFY request IS NULL OR row_number() OVER (PARTITION BY request
ORDER BY sort_key(status), ts DESC, id DESC) = 1)
SELECT request, status, log || ' ' || id
FROM dedup1
ORDER BY sort_key(status), ts DESC, id DESC
LIMIT 3
-- [1772442600000,1772446200000]
