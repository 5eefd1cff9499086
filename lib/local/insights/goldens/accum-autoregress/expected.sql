WITH scan1 AS (SELECT ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT (ts - ts % 300000) AS t, count(*) AS n, sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1),
accum1 AS (SELECT *, sum(n) OVER (ORDER BY t NULLS FIRST ROWS UNBOUNDED PRECEDING) AS total
FROM stats1),
autoregress1 AS (SELECT *, lag(n, 1) OVER (ORDER BY t NULLS FIRST) AS n_p1, lag(n, 2) OVER (ORDER BY t NULLS FIRST) AS n_p2
FROM accum1)
SELECT t, n, total, n_p1, n_p2, matched
FROM autoregress1
ORDER BY t NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
