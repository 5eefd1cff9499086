WITH scan1 AS (SELECT message
FROM events_1
WHERE ts BETWEEN $2 AND $3),
json1 AS (SELECT *, json_extract(as_json(message), $1::VARCHAR) AS code
FROM scan1),
stats1 AS (SELECT json_text(code) AS code, count(*) AS n, sum(count(*)) OVER () AS matched
FROM json1
GROUP BY 1)
SELECT code, n, matched
FROM stats1
ORDER BY code NULLS FIRST
LIMIT 10000
-- ["/status",1772442600000,1772446200000]
