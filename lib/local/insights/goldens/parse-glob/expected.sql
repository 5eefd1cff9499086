WITH scan1 AS (SELECT f4 AS query
FROM events_1
WHERE ts BETWEEN $2 AND $3),
parse1 AS (SELECT *, CASE WHEN regexp_matches(query, $1::VARCHAR) THEN regexp_extract(query, $1::VARCHAR, 1) END AS language
FROM scan1),
filter1 AS (FROM parse1
WHERE (language IS NOT NULL)),
stats1 AS (SELECT language, count(*) AS n, sum(count(*)) OVER () AS matched
FROM filter1
GROUP BY 1)
SELECT language, n, matched
FROM stats1
ORDER BY sort_key(language), language NULLS FIRST
LIMIT 10000
-- ["(?s)\\?lang=(.*)",1772442600000,1772446200000]
