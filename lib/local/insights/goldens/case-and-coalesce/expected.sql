WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f8 AS "country", f6 AS "status", ts
FROM events_1
WHERE ts BETWEEN $9::BIGINT AND $10::BIGINT),
limit1 AS (SELECT *
FROM scan1
ORDER BY ts NULLS FIRST, id DESC
LIMIT 7),
fields1 AS (SELECT *, coalesce("country", $1::VARCHAR) AS "place", CASE WHEN (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" >= '500' ELSE coalesce(as_number("status") >= $2::BIGINT, "status" >= '500') END) THEN $3::VARCHAR ELSE $4::VARCHAR END AS "state", CASE WHEN (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = '200' ELSE coalesce(as_number("status") = $5::BIGINT, "status" = '200') END) THEN $6::VARCHAR WHEN (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = '404' ELSE coalesce(as_number("status") = $7::BIGINT, "status" = '404') END) THEN $8::VARCHAR END AS "kind"
FROM limit1),
limit2 AS (SELECT *
FROM fields1
ORDER BY ts NULLS FIRST, id DESC
LIMIT 7)
SELECT "place", "state", "kind", log || ' ' || id
FROM limit2
ORDER BY ts NULLS FIRST, id DESC
LIMIT 7

-- $1 = "nowhere"
-- $2 = 500
-- $3 = "bad"
-- $4 = "fine"
-- $5 = 200
-- $6 = "ok"
-- $7 = 404
-- $8 = "lost"
-- $9 = 1772442600000
-- $10 = 1772446200000
