WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f3 AS request, f9 AS city, f5 AS method, ts
FROM events_1
WHERE ts BETWEEN $8 AND $9),
filter1 AS (FROM scan1
WHERE (request = $7::VARCHAR)),
limit1 AS (FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000),
fields1 AS (SELECT *, (length(request)) AS l, (substring(request, least(greatest($1::BIGINT, 0), 1000000000)::BIGINT + 1, least(greatest($2::BIGINT, 0), 1000000000)::BIGINT)) AS s, (upper(city)) AS u, (CASE WHEN $3::VARCHAR = '' THEN request ELSE replace(request, $3::VARCHAR, $4::VARCHAR) END) AS r, (concat(method, $5::VARCHAR, request, NULL::VARCHAR)) AS c, (trim($6::VARCHAR)) AS t
FROM limit1)
SELECT l, s, u, r, c, t, log || ' ' || id
FROM fields1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- [6,3,"cafe","shop"," ","  x ","/cafe/old.html",1772442600000,1772446200000]
