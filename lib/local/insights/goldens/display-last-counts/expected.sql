WITH scan1 AS (SELECT f6 AS "status", f10 AS "bytes", '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT),
limit1 AS (SELECT *
FROM scan1
ORDER BY ts DESC, id DESC
LIMIT 2)
SELECT "status", "bytes", log || ' ' || id
FROM limit1
ORDER BY ts DESC, id DESC
LIMIT 2

-- $1 = 1772442600000
-- $2 = 1772446200000
