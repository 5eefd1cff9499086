WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f3 AS request, ts
FROM events_1
WHERE ts BETWEEN $5 AND $6),
limit1 AS (FROM scan1
ORDER BY ts DESC, id DESC
LIMIT 3),
fields1 AS (SELECT *, (string_split(request, $4::VARCHAR)) AS parts
FROM limit1),
display1 AS (SELECT *, list_extract(parts, $1::BIGINT) AS folder, list_extract(parts, $2::BIGINT) AS file, list_extract(parts, $3::BIGINT) AS beyond
FROM fields1)
SELECT folder, file, beyond, log || ' ' || id
FROM display1
ORDER BY ts DESC, id DESC
LIMIT 3
-- [2,3,10,"/",1772442600000,1772446200000]
