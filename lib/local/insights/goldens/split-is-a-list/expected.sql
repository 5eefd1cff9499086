WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f3 AS "request", f6 AS "status", ts
FROM events_1
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = '404' ELSE coalesce(as_number("status") = $2::BIGINT, "status" = '404') END)),
limit1 AS (SELECT *
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000),
fields1 AS (SELECT *, (string_split("request", $1::VARCHAR)) AS "parts"
FROM limit1)
SELECT to_json("parts")::VARCHAR, log || ' ' || id
FROM fields1
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = "/"
-- $2 = 404
-- $3 = 1772442600000
-- $4 = 1772446200000
