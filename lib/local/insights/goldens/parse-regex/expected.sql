WITH scan1 AS (SELECT message
FROM events_1
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT),
parse1 AS (SELECT *, regexp_matches(message, $2::VARCHAR) AS "matches"
FROM scan1),
parse2 AS (SELECT *, CASE WHEN "matches" THEN regexp_extract(message, $1::VARCHAR, 1) END AS "code"
FROM parse1),
stats1 AS (SELECT "code", count(*) AS "n", sum(count(*)) OVER () AS "matched"
FROM parse2
GROUP BY 1)
SELECT "code", "n", "matched"
FROM stats1
ORDER BY as_number("code") NULLS FIRST, natural_order("code") NULLS FIRST, "code" NULLS FIRST
LIMIT 10000

-- $1 = "\"status\":\"(\\d)\\d\\d\""
-- $2 = "\"status\":\"(?P<code>\\d)\\d\\d\""
-- $3 = 1772442600000
-- $4 = 1772446200000
