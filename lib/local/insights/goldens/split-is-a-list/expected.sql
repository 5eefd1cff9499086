WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f3 AS request, f6 AS status, ts
FROM events_1
WHERE ts BETWEEN $2 AND $3),
filter1 AS (FROM scan1
WHERE is_equal(status, 404, '205000003404')),
limit1 AS (FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000),
fields1 AS (SELECT *, (string_split(request, $1::VARCHAR)) AS parts
FROM limit1)
SELECT to_json(parts)::VARCHAR, log || ' ' || id
FROM fields1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- ["/",1772442600000,1772446200000]
