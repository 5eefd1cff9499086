WITH scan1 AS (SELECT f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT status, count(*) AS n, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1),
scan2 AS (SELECT f2 AS ip
FROM events_2
WHERE ts BETWEEN $1 AND $2),
stats2 AS (SELECT ip, count(*) AS orders, sum(count(*)) OVER () AS matched
FROM scan2
GROUP BY 1),
appendcols1 AS (SELECT *
FROM (SELECT *, row_number() OVER (ORDER BY n DESC, status NULLS FIRST) AS nth
FROM stats1) LEFT JOIN (SELECT orders, ip, row_number() OVER (ORDER BY sort_key(ip) DESC, ip NULLS FIRST) AS nth_2
FROM stats2) ON nth = nth_2)
SELECT status, n, orders, ip
FROM appendcols1
ORDER BY n DESC, status NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
