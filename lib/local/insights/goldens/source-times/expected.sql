WITH scan1 AS (SELECT f3 AS "request", '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
SELECT "request", log || ' ' || id
FROM scan1
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = 1772445600000
-- $2 = 1772445900000
