WITH scan1 AS (SELECT f5 AS method, f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
countfrequent1 AS (SELECT method, status, count(*) AS _approxcount
FROM scan1
GROUP BY 1, 2)
SELECT method, status, _approxcount
FROM countfrequent1
ORDER BY _approxcount DESC, method NULLS FIRST, status NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
