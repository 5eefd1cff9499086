WITH scan1 AS (SELECT f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
filter1 AS (FROM scan1
WHERE is_equal(status, 999, '205000003999')),
stats1 AS (SELECT count(*) AS "count(*)", count(*) AS matched
FROM filter1
HAVING count(*) > 0)
SELECT "count(*)", matched
FROM stats1
LIMIT 10000
-- [1772442600000,1772446200000]
