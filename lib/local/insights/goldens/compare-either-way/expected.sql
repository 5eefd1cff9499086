WITH scan1 AS (SELECT f6 AS status, f10 AS bytes
FROM events_1
WHERE ts BETWEEN $2 AND $3),
filter1 AS (FROM scan1
WHERE (is_at_least(status, 400, '2050000034') AND CASE WHEN strlen(bytes) > 15 THEN coalesce(number_key(bytes) <> number_key(written_number($1::DOUBLE)), bytes <> '0.5') ELSE coalesce(as_number(bytes) <> $1::DOUBLE, bytes <> '0.5') END)),
stats1 AS (SELECT count(*) AS n, count(*) AS matched
FROM filter1
HAVING count(*) > 0)
SELECT n, matched
FROM stats1
LIMIT 10000
-- [0.5,1772442600000,1772446200000]
