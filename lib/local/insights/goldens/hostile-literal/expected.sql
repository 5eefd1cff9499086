WITH scan1 AS (SELECT f3 AS request
FROM events_1
WHERE ts BETWEEN $3 AND $4),
filter1 AS (FROM scan1
WHERE ((request = $1::VARCHAR) OR (request = $2::VARCHAR))),
stats1 AS (SELECT count(*) AS n, count(*) AS matched
FROM filter1
HAVING count(*) > 0)
SELECT n, matched
FROM stats1
LIMIT 10000
-- ["'; DROP TABLE events_1; --","\"",1772442600000,1772446200000]
