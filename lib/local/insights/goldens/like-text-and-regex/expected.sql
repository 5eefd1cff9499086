WITH scan1 AS (SELECT f3 AS request, f4 AS query, '000000000000:apache/access' AS log, id, message, ts
FROM events_1
WHERE ts BETWEEN $3 AND $4),
filter1 AS (FROM scan1
WHERE (contains(request, $1::VARCHAR) AND regexp_matches(message, $2::VARCHAR)))
SELECT request, query, log || ' ' || id
FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- ["menu","lang=(de|en)",1772442600000,1772446200000]
