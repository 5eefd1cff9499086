SELECT "f:6970" AS o0, CASE json_type(c2) WHEN 'BOOLEAN' THEN CASE c2->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE c2->>'$' END AS o1, log || ' ' || id AS ptr
FROM (SELECT *, unnest(CASE WHEN json_type(c1) = 'ARRAY' THEN json_extract(c1, '$[*]') ELSE [c1] END) AS c2, generate_subscripts(CASE WHEN json_type(c1) = 'ARRAY' THEN json_extract(c1, '$[*]') ELSE [c1] END, 1) AS c3
FROM (SELECT *, json_extract(CASE WHEN json_valid(message) THEN (message)::JSON END, $1::VARCHAR) AS c1
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT)))
ORDER BY ts DESC, id DESC, c3
LIMIT 10000

-- $1 = "/items"
-- $2 = 1772442600000
-- $3 = 1772446200000
