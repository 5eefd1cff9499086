WITH scan1 AS (SELECT f2 AS "ip", '000000000000:shop/orders' AS log, id, message, ts
FROM events_2
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT),
expand1 AS (SELECT *, unnest(CASE WHEN json_type("list") = 'ARRAY' THEN json_extract("list", '$[*]') ELSE ["list"] END) AS "items", generate_subscripts(CASE WHEN json_type("list") = 'ARRAY' THEN json_extract("list", '$[*]') ELSE ["list"] END, 1) AS "nth"
FROM (SELECT *, json_extract(CASE WHEN json_valid(message) THEN (message)::JSON END, $1::VARCHAR) AS "list"
FROM scan1))
SELECT "ip", shown_json("items"), log || ' ' || id
FROM expand1
ORDER BY ts DESC, id DESC, "nth" NULLS FIRST
LIMIT 10000

-- $1 = "/items"
-- $2 = 1772442600000
-- $3 = 1772446200000
