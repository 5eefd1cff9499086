WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f10 AS bytes, ts
FROM events_1
WHERE ts BETWEEN $2 AND $3),
outlier1 AS (SELECT *, quantile_cont(as_number(bytes), 0.25) OVER () - $1::DOUBLE * (quantile_cont(as_number(bytes), 0.75) OVER () - quantile_cont(as_number(bytes), 0.25) OVER ()) AS low, quantile_cont(as_number(bytes), 0.75) OVER () + $1::DOUBLE * (quantile_cont(as_number(bytes), 0.75) OVER () - quantile_cont(as_number(bytes), 0.25) OVER ()) AS high
FROM scan1),
outlier2 AS (SELECT *, CASE WHEN as_number(bytes) > high THEN high WHEN false THEN low ELSE as_number(bytes) END AS bytes_2
FROM outlier1)
SELECT bytes_2, log || ' ' || id
FROM outlier2
ORDER BY ts NULLS FIRST, id
LIMIT 4
-- [0.5,1772442600000,1772446200000]
