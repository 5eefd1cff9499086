WITH scan1 AS (SELECT '000000000000:shop/orders' AS log, id, message, ts
FROM events_2
WHERE ts BETWEEN $7 AND $8),
fields1 AS (SELECT *, (json_structure(as_json(message))) AS "order"
FROM scan1),
fields2 AS (SELECT *, json_extract(json_extract("order", $4::VARCHAR), $5::VARCHAR) AS first, json_extract("order", $4::VARCHAR) AS "order.items"
FROM fields1),
fields3 AS (SELECT *, (CASE WHEN json_type("order.items") = 'ARRAY' THEN json_array_length("order.items") END) AS size_2, ((as_number(json_text(json_extract("order", $2::VARCHAR))))::DOUBLE * ($3::BIGINT)) AS twice
FROM fields2),
filter1 AS (FROM fields3
WHERE (NOT coalesce((json_extract("order", $6::VARCHAR) IS NOT NULL), false))),
display1 AS (SELECT *, coalesce((coalesce(list_contains((CASE WHEN json_type("order.items") = 'ARRAY' THEN json_extract_string("order.items", '$[*]') END)::VARCHAR[], $1::VARCHAR), false)), false) AS tea
FROM filter1)
SELECT shown_json(first), shown_json("order.items"), size_2, twice, coalesce(tea, false), log || ' ' || id
FROM display1
ORDER BY sort_key(json_text(json_extract("order", $2::VARCHAR))) DESC, ts DESC, id DESC
LIMIT 10000
-- ["tea","/total",2,"/items","/0","/nosuch",1772442600000,1772446200000]
