WITH scan1 AS (SELECT f3 AS request, f8 AS country, '000000000000:apache/access' AS log, id, f9 AS city, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
filldown1 AS (SELECT *, last_value(city IGNORE NULLS) OVER (ORDER BY ts NULLS FIRST, id ROWS UNBOUNDED PRECEDING) AS city_2
FROM scan1)
SELECT request, NULL::VARCHAR, city_2, country, log || ' ' || id
FROM filldown1
ORDER BY ts NULLS FIRST, id
LIMIT 10000
-- [1772442600000,1772446200000]
