WITH scan1 AS (SELECT message
FROM events_1
WHERE ts BETWEEN $3 AND $4),
parse1 AS (SELECT *, CASE WHEN regexp_matches(message, $1::VARCHAR) THEN regexp_extract(message, $2::VARCHAR, 1) END AS code
FROM scan1),
stats1 AS (SELECT code, count(*) AS n, sum(count(*)) OVER () AS matched
FROM parse1
GROUP BY 1)
SELECT code, n, matched
FROM stats1
ORDER BY sort_key(code), code NULLS FIRST
LIMIT 10000
-- ["\"status\":\"(?P<code>\\d)\\d\\d\"","\"status\":\"(\\d)\\d\\d\"",1772442600000,1772446200000]
