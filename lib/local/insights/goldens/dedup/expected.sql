WITH scan1 AS (SELECT f3 AS "request", f6 AS "status", '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT),
dedup1 AS (SELECT *
FROM scan1
QUALIFY "request" IS NULL OR row_number() OVER (PARTITION BY "request"
ORDER BY as_number("status") NULLS FIRST, natural_order("status") NULLS FIRST, ts DESC, id DESC) = 1),
limit1 AS (SELECT *
FROM dedup1
ORDER BY as_number("status") NULLS FIRST, natural_order("status") NULLS FIRST, ts DESC, id DESC
LIMIT 3)
SELECT "request", "status", log || ' ' || id
FROM limit1
ORDER BY as_number("status") NULLS FIRST, natural_order("status") NULLS FIRST, ts DESC, id DESC
LIMIT 3

-- $1 = 1772442600000
-- $2 = 1772446200000
