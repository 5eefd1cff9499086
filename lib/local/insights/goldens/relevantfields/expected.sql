SELECT field_name AS o0, score AS o1, top AS o2, median_inside AS o3, median_outside AS o4
FROM (WITH pairs AS (
  SELECT holds, pair.name AS name, pair.value AS value, count(*) AS n
 
FROM (SELECT coalesce((CASE WHEN regexp_full_match("f:737461747573", '[1-9][0-9]{2}') THEN "f:737461747573" >= '500' ELSE coalesce((CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) >= $1::BIGINT, "f:737461747573" >= '500') END), false) AS holds, unnest([{'name': $2::VARCHAR, 'value': "f:72657175657374"}, {'name': $3::VARCHAR, 'value': "f:63697479"}]) AS pair
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $4::BIGINT AND $5::BIGINT))
GROUP BY ALL
), shares AS (
  SELECT name, value, coalesce(sum(inside), 0) AS inside, coalesce(sum(outside), 0) AS outside
FROM (
    SELECT name, value, CASE WHEN holds THEN n / greatest(sum(n) FILTER (holds) OVER (PARTITION BY name), 1) END AS inside, CASE WHEN NOT holds THEN n / greatest(sum(n) FILTER (NOT holds) OVER (PARTITION BY name), 1) END AS outside
FROM pairs
  )
GROUP BY name, value
), medians AS (
  SELECT name, quantile_cont(number, 0.5) FILTER (holds) AS inside, quantile_cont(number, 0.5) FILTER (NOT holds) AS outside
 
FROM (SELECT name, holds, CASE WHEN regexp_full_match(value, '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST(value AS DOUBLE) END AS number, unnest(range(n))
FROM pairs)
GROUP BY name
)
SELECT name AS field_name, sum(abs(shares.inside - shares.outside)) / 2 AS score,
  array_to_string(list(coalesce(value, '(missing)')
ORDER BY shares.inside - shares.outside DESC, value) FILTER (shares.inside > shares.outside)[1:3], ', ') AS top,
  any_value(medians.inside) AS median_inside, any_value(medians.outside) AS median_outside
FROM shares LEFT JOIN medians USING (name)
GROUP BY name)
ORDER BY score DESC, field_name
LIMIT 10000

-- $1 = 500
-- $2 = "request"
-- $3 = "city"
-- $4 = 1772442600000
-- $5 = 1772446200000
