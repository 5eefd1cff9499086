WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f6 AS status, f3 AS request, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
fields1 AS (SELECT *, status AS Status_2, request AS "order"
FROM scan1),
filter1 AS (FROM fields1
WHERE is_equal(Status_2, 404, '205000003404'))
SELECT Status_2, "order", log || ' ' || id
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- [1772442600000,1772446200000]
