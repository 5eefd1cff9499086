WITH scan1 AS (SELECT f10 AS bytes
FROM events_1
WHERE ts BETWEEN $2 AND $3),
outlier1 AS (SELECT *, quantile_cont(as_number(bytes), 0.25) OVER () - $1::DOUBLE * (quantile_cont(as_number(bytes), 0.75) OVER () - quantile_cont(as_number(bytes), 0.25) OVER ()) AS low, quantile_cont(as_number(bytes), 0.75) OVER () + $1::DOUBLE * (quantile_cont(as_number(bytes), 0.75) OVER () - quantile_cont(as_number(bytes), 0.25) OVER ()) AS high
FROM scan1),
outlier2 AS (FROM outlier1
WHERE NOT coalesce(as_number(bytes) > high OR as_number(bytes) < low, false)),
stats1 AS (SELECT count(*) AS n, max_text(max(CASE WHEN as_number(bytes) IS NULL THEN bytes END), arg_max(bytes, {'key': as_number(bytes), 'text': bytes}) FILTER (WHERE NOT strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL), arg_max(bytes, {'key': number_key(bytes), 'text': bytes}) FILTER (WHERE strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL)) AS largest, count(*) AS matched
FROM outlier2
HAVING count(*) > 0)
SELECT n, largest, matched
FROM stats1
LIMIT 10000
-- [0.1,1772442600000,1772446200000]
