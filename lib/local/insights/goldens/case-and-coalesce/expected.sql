WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f8 AS country, f6 AS status, ts
FROM events_1
WHERE ts BETWEEN $6 AND $7),
limit1 AS (FROM scan1
ORDER BY ts NULLS FIRST, id
LIMIT 7),
fields1 AS (SELECT *, coalesce(country, $1::VARCHAR) AS place, CASE WHEN is_at_least(status, 500, '2050000035') THEN $2::VARCHAR ELSE $3::VARCHAR END AS state, CASE WHEN is_equal(status, 200, '2050000032') THEN $4::VARCHAR WHEN is_equal(status, 404, '205000003404') THEN $5::VARCHAR END AS kind
FROM limit1)
SELECT place, state, kind, log || ' ' || id
FROM fields1
ORDER BY ts NULLS FIRST, id
LIMIT 7
-- ["nowhere","bad","fine","ok","lost",1772442600000,1772446200000]
