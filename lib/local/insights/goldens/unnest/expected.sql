WITH scan1 AS (SELECT message
FROM events_2
WHERE ts BETWEEN $2 AND $3),
fields1 AS (SELECT *, (json_structure(as_json(message))) AS "order"
FROM scan1),
unnest1 AS (SELECT *, unnest(elements(json_extract("order", $1::VARCHAR))) AS item, generate_subscripts(elements(json_extract("order", $1::VARCHAR)), 1) AS nth
FROM fields1),
stats1 AS (SELECT json_text(item) AS item, count(*) AS n, sum(count(*)) OVER () AS matched
FROM unnest1
GROUP BY 1)
SELECT item, n, matched
FROM stats1
ORDER BY item NULLS FIRST
LIMIT 10000
-- ["/items",1772442600000,1772446200000]
