WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $2 AND $3),
limit1 AS (FROM scan1
ORDER BY ts NULLS FIRST, id
LIMIT 2),
fields1 AS (SELECT *, (1772446200) AS n, (1772442600000) AS s, (1772446200000) AS e, (3600000) AS t, ((strftime(make_timestamp(ts * 1000), $1::VARCHAR))) AS day
FROM limit1)
SELECT n, s, e, t, day, log || ' ' || id
FROM fields1
ORDER BY ts NULLS FIRST, id
LIMIT 2
-- ["%Y-%m-%d %H:%M:%S",1772442600000,1772446200000]
