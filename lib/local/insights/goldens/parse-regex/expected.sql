WITH scan1 AS (SELECT message
FROM events_1
WHERE ts BETWEEN $2 AND $3),
parse1 AS (SELECT *, nullif(regexp_extract(message, $1::VARCHAR, 1), '') AS code
FROM scan1),
stats1 AS (SELECT code, count(*) AS n, sum(count(*)) OVER () AS matched
FROM parse1
GROUP BY 1)
SELECT code, n, matched
FROM stats1
ORDER BY sort_key(code), code NULLS FIRST
LIMIT 10000
-- ["\"status\":\"(\\d)\\d\\d\"",1772442600000,1772446200000]
