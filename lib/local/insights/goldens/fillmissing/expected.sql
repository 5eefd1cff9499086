WITH scan1 AS (SELECT ts, f5 AS method, f10 AS bytes
FROM events_1
WHERE ts BETWEEN $2 AND $3),
stats1 AS NOT MATERIALIZED (SELECT (ts - ts % 900000) AS t, method, count(*) AS n, max_text(max(CASE WHEN as_number(bytes) IS NULL THEN bytes END), arg_max(bytes, {'key': as_number(bytes), 'text': bytes}) FILTER (WHERE NOT strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL), arg_max(bytes, {'key': number_key(bytes), 'text': bytes}) FILTER (WHERE strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL)) AS largest, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1, 2),
fillmissing1 AS (SELECT *
FROM stats1 UNION ALL BY NAME SELECT *, $1::BIGINT AS n
FROM (SELECT b.start AS t, g.method
FROM (SELECT DISTINCT ((moment - 0))::BIGINT - ((((moment - 0))::BIGINT % 900000) + 900000) % 900000 + 0 AS start
FROM (SELECT unnest(range((($2::BIGINT - 0))::BIGINT - (((($2::BIGINT - 0))::BIGINT % 900000) + 900000) % 900000 + 0, $3::BIGINT + 1, 900000)) AS moment)) b, (SELECT DISTINCT method
FROM stats1) g
WHERE NOT EXISTS (SELECT 1
FROM stats1 r
WHERE r.t = b.start AND g.method IS NOT DISTINCT
FROM r.method)))
SELECT t, method, n, largest
FROM fillmissing1
ORDER BY t NULLS FIRST, method NULLS FIRST
LIMIT 10000
-- [0,1772442600000,1772446200000]
