WITH scan1 AS (SELECT f3 AS "request", f4 AS "query", '000000000000:apache/access' AS log, id, message, ts
FROM events_1
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE (contains("request", $1::VARCHAR) AND regexp_matches(message, $2::VARCHAR)))
SELECT "request", "query", log || ' ' || id
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = "menu"
-- $2 = "lang=(de|en)"
-- $3 = 1772442600000
-- $4 = 1772446200000
