WITH scan1 AS (SELECT f3 AS "request"
FROM events_1
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE (("request" = $1::VARCHAR) OR ("request" = $2::VARCHAR))),
stats1 AS (SELECT count(*) AS "n", count(*) AS "matched"
FROM filter1
HAVING count(*) > 0)
SELECT "n", "matched"
FROM stats1
LIMIT 10000

-- $1 = "'; DROP TABLE events_1; --"
-- $2 = "\""
-- $3 = 1772442600000
-- $4 = 1772446200000
