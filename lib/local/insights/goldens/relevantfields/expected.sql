WITH scan1 AS (SELECT f6 AS status, f3 AS request, f9 AS city
FROM events_1
WHERE ts BETWEEN $3 AND $4),
pairs1 AS NOT MATERIALIZED (SELECT holds, pair.name AS name, pair.value AS value, count(*) AS n
FROM (SELECT coalesce(is_at_least(status, 500, '2050000035'), false) AS holds, unnest([{'name': $1::VARCHAR, 'value': request}, {'name': $2::VARCHAR, 'value': city}]) AS pair
FROM scan1)
GROUP BY ALL),
parts1 AS (SELECT name, value, CASE WHEN holds THEN n / greatest(sum(n) FILTER (holds) OVER (PARTITION BY name), 1) END AS inside, CASE WHEN NOT holds THEN n / greatest(sum(n) FILTER (NOT holds) OVER (PARTITION BY name), 1) END AS outside
FROM pairs1),
shares1 AS (SELECT name, value, coalesce(sum(inside), 0) AS inside, coalesce(sum(outside), 0) AS outside
FROM parts1
GROUP BY name, value),
medians1 AS (SELECT name, quantile_cont(number, 0.5) FILTER (holds) AS inside, quantile_cont(number, 0.5) FILTER (NOT holds) AS outside
FROM (SELECT name, holds, as_number(value) AS number, unnest(range(n))
FROM pairs1)
GROUP BY name),
relevantfields1 AS (SELECT name AS field_name, sum(abs(shares.inside - shares.outside)) / 2 AS score, array_to_string(list(coalesce(value, '(missing)')
ORDER BY shares.inside - shares.outside DESC, value) FILTER (shares.inside > shares.outside)[1:3], ', ') AS top, any_value(medians.inside) AS median_inside, any_value(medians.outside) AS median_outside
FROM shares1 shares LEFT JOIN medians1 medians USING (name)
GROUP BY name)
SELECT field_name, score, top, median_inside, median_outside
FROM relevantfields1
ORDER BY round(score, 9) DESC, field_name
LIMIT 10000
-- ["request","city",1772442600000,1772446200000]
