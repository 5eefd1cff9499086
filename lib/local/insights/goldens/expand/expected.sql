WITH scan1 AS (SELECT f2 AS ip, '000000000000:shop/orders' AS log, id, message, ts
FROM events_2
WHERE ts BETWEEN $2 AND $3),
expand1 AS (SELECT *, unnest(elements(json_extract(as_json(message), $1::VARCHAR))) AS items, generate_subscripts(elements(json_extract(as_json(message), $1::VARCHAR)), 1) AS nth
FROM scan1)
SELECT ip, shown_json(items), log || ' ' || id
FROM expand1
ORDER BY ts DESC, id DESC, nth
LIMIT 10000
-- ["/items",1772442600000,1772446200000]
