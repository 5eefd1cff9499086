WITH scan1 AS NOT MATERIALIZED (SELECT f6 AS status, f2 AS remoteIP
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT *
FROM (SELECT count(*) AS requests, count(CASE WHEN is_at_least(status, 400, '2050000034') THEN 1 END) AS failed, count(*) AS matched
FROM scan1
HAVING count(*) > 0), (SELECT count(DISTINCT CASE WHEN remoteIP IS NOT NULL THEN hash(remoteIP) END) AS visitors
FROM scan1
HAVING count(*) > 0))
SELECT requests, visitors, failed, matched
FROM stats1
LIMIT 10000
-- [1772442600000,1772446200000]
