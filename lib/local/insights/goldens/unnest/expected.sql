WITH scan1 AS (SELECT message
FROM events_2
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
fields1 AS (SELECT *, (CASE WHEN json_type((CASE WHEN json_valid(message) THEN (message)::JSON END)) IN ('OBJECT', 'ARRAY') THEN (CASE WHEN json_valid(message) THEN (message)::JSON END) END) AS "order"
FROM scan1),
unnest1 AS (SELECT *, unnest(CASE WHEN json_type("list") = 'ARRAY' THEN json_extract("list", '$[*]') ELSE ["list"] END) AS "item", generate_subscripts(CASE WHEN json_type("list") = 'ARRAY' THEN json_extract("list", '$[*]') ELSE ["list"] END, 1) AS "nth"
FROM (SELECT *, json_extract("order", $1::VARCHAR) AS "list"
FROM fields1)),
stats1 AS (SELECT json_text("item") AS "item", count(*) AS "n", sum(count(*)) OVER () AS "matched"
FROM unnest1
GROUP BY 1)
SELECT "item", "n", "matched"
FROM stats1
ORDER BY "item" NULLS FIRST
LIMIT 10000

-- $1 = "/items"
-- $2 = 1772442600000
-- $3 = 1772446200000
