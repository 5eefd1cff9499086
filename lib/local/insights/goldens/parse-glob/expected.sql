WITH scan1 AS (SELECT f4 AS "query"
FROM events_1
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
parse1 AS (SELECT *, regexp_matches("query", $1::VARCHAR) AS "matches"
FROM scan1),
parse2 AS (SELECT *, CASE WHEN "matches" THEN regexp_extract("query", $1::VARCHAR, 1) END AS "language"
FROM parse1),
filter1 AS (SELECT *
FROM parse2
WHERE ("language" IS NOT NULL)),
stats1 AS (SELECT "language", count(*) AS "n", sum(count(*)) OVER () AS "matched"
FROM filter1
GROUP BY 1)
SELECT "language", "n", "matched"
FROM stats1
ORDER BY as_number("language") NULLS FIRST, natural_order("language") NULLS FIRST, "language" NULLS FIRST
LIMIT 10000

-- $1 = "(?s)\\?lang=(.*)"
-- $2 = 1772442600000
-- $3 = 1772446200000
