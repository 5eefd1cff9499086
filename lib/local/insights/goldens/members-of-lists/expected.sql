WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f3 AS "request", ts
FROM events_1
WHERE ts BETWEEN $5::BIGINT AND $6::BIGINT),
limit1 AS (SELECT *
FROM scan1
ORDER BY ts DESC, id DESC
LIMIT 3),
fields1 AS (SELECT *, (string_split("request", $4::VARCHAR)) AS "parts"
FROM limit1),
display1 AS (SELECT *, list_extract("parts", $1::BIGINT) AS "folder", list_extract("parts", $2::BIGINT) AS "file", list_extract("parts", $3::BIGINT) AS "beyond"
FROM fields1),
limit2 AS (SELECT *
FROM display1
ORDER BY ts DESC, id DESC
LIMIT 3)
SELECT "folder", "file", "beyond", log || ' ' || id
FROM limit2
ORDER BY ts DESC, id DESC
LIMIT 3

-- $1 = 2
-- $2 = 3
-- $3 = 10
-- $4 = "/"
-- $5 = 1772442600000
-- $6 = 1772446200000
