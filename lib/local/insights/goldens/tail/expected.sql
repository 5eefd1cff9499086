WITH scan1 AS (SELECT f3 AS request, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
tail1 AS (FROM scan1
QUALIFY row_number() OVER (ORDER BY ts NULLS FIRST, id) > count(*) OVER () - 2)
SELECT request, log || ' ' || id
FROM tail1
ORDER BY ts NULLS FIRST, id
LIMIT 2
-- [1772442600000,1772446200000]
