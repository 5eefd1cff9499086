SELECT c5 AS o0, c6 AS o1, matched_count
FROM (SELECT (CASE json_type(c3) WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'BOOLEAN' THEN CASE c3->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE c3->>'$' END) AS c5, count(*) AS c6, sum(count(*)) OVER () AS matched_count
FROM (SELECT *, unnest(CASE WHEN json_type(c2) = 'ARRAY' THEN json_extract(c2, '$[*]') ELSE [c2] END) AS c3, generate_subscripts(CASE WHEN json_type(c2) = 'ARRAY' THEN json_extract(c2, '$[*]') ELSE [c2] END, 1) AS c4
FROM (SELECT *, json_extract(c1, $1::VARCHAR) AS c2
FROM (SELECT *, (CASE WHEN json_type((CASE WHEN json_valid(message) THEN (message)::JSON END)) IN ('OBJECT', 'ARRAY') THEN (CASE WHEN json_valid(message) THEN (message)::JSON END) END) AS c1
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:shop/orders' AS log, CASE e.stream_id WHEN 2 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:6970", e.f3 AS "f:746f74616c", e.f4 AS "f:6974656d732e30", e.f5 AS "f:6974656d732e31"
FROM events_2 e)
WHERE ts BETWEEN $2::BIGINT AND $3::BIGINT))))
GROUP BY 1)
ORDER BY c5 ASC NULLS FIRST
LIMIT 10000

-- $1 = "/items"
-- $2 = 1772442600000
-- $3 = 1772446200000
