WITH scan1 AS (SELECT ts, message, '000000000000:apache/access' AS log, id
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
SELECT ts, message, log || ' ' || id
FROM scan1
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
