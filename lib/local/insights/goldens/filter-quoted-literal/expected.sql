WITH scan1 AS (SELECT f7 AS userAgent, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $2 AND $3),
filter1 AS (FROM scan1
WHERE (userAgent = $1::VARCHAR))
SELECT userAgent, log || ' ' || id
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- ["bot \"quoted\"",1772442600000,1772446200000]
