WITH scan1 AS (SELECT f10 AS "bytes", '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
SELECT "bytes", log || ' ' || id
FROM scan1
ORDER BY as_number("bytes") NULLS FIRST, natural_order("bytes") NULLS FIRST, ts DESC, id DESC
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
