WITH scan1 AS (SELECT f6 AS status, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $2 AND $3),
filter1 AS (FROM scan1
WHERE (list_contains([$1::VARCHAR], status) OR is_equal(status, 404, '205000003404')))
SELECT status, log || ' ' || id
FROM filter1
ORDER BY sort_key(status), ts DESC, id DESC
LIMIT 10000
-- ["500",1772442600000,1772446200000]
