WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f10 AS "bytes", f6 AS "status", ts
FROM events_1
WHERE ts BETWEEN $12::BIGINT AND $13::BIGINT),
filter1 AS (SELECT *
FROM scan1
WHERE (CASE WHEN regexp_full_match("status", '[1-9][0-9]{2}') THEN "status" = '404' ELSE coalesce(as_number("status") = $11::BIGINT, "status" = '404') END)),
limit1 AS (SELECT *
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000),
fields1 AS (SELECT *, (abs(((-($1::DOUBLE)::DOUBLE))::DOUBLE)) AS "a", (ceil($2::DOUBLE)) AS "b", (floor((-($2::DOUBLE)::DOUBLE))) AS "c", (round($3::DOUBLE, least(greatest($4::BIGINT, -300), 15)::BIGINT::INTEGER)) AS "d", (($5::BIGINT) % nullif($6::BIGINT, 0)) AS "e", power($4::BIGINT, $7::BIGINT) AS "f", (($8::BIGINT)::DOUBLE / nullif($9::BIGINT, 0)) AS "g", ((as_number("bytes"))::DOUBLE / nullif($10::BIGINT, 0)) AS "h", (TRY_CAST(trunc(9.9::DOUBLE) AS INTEGER)::DOUBLE) AS "i"
FROM limit1)
SELECT "a", "b", "c", "d", "e", "f", "g", "h", "i", log || ' ' || id
FROM fields1
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = 2.5
-- $2 = 1.2
-- $3 = 2.345
-- $4 = 2
-- $5 = 7
-- $6 = 3
-- $7 = 10
-- $8 = 1
-- $9 = 0
-- $10 = 8
-- $11 = 404
-- $12 = 1772442600000
-- $13 = 1772446200000
