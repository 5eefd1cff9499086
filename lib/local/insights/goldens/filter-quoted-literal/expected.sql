WITH scan1 AS (SELECT f7 AS "userAgent", '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE ("userAgent" = $1::VARCHAR))
SELECT "userAgent", log || ' ' || id
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = "bot \"quoted\""
-- $2 = 1772442600000
-- $3 = 1772446200000
