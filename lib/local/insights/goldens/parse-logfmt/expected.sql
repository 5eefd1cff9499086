SELECT CASE json_type(c5) WHEN 'BOOLEAN' THEN CASE c5->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE c5->>'$' END AS o0, CASE json_type(c6) WHEN 'BOOLEAN' THEN CASE c6->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE c6->>'$' END AS o1, c7 AS o2, CASE json_type(c8) WHEN 'BOOLEAN' THEN CASE c8->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE c8->>'$' END AS o3, log || ' ' || id AS ptr
FROM (SELECT *
FROM (SELECT *, json_extract(c4, $1::VARCHAR) AS c5, json_extract(c4, $2::VARCHAR) AS c6, (((CASE WHEN regexp_full_match((CASE json_type(json_extract(c4, $3::VARCHAR)) WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'BOOLEAN' THEN CASE json_extract(c4, $3::VARCHAR)->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE json_extract(c4, $3::VARCHAR)->>'$' END), '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST((CASE json_type(json_extract(c4, $3::VARCHAR)) WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'BOOLEAN' THEN CASE json_extract(c4, $3::VARCHAR)->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE json_extract(c4, $3::VARCHAR)->>'$' END) AS DOUBLE) END))::DOUBLE * ($4::BIGINT)) AS c7, json_extract(c4, $5::VARCHAR) AS c8
FROM (SELECT *, CASE WHEN len(c2) > 0 THEN to_json(map(list_filter(c2, lambda one, i: list_position(c2, one) = i), list_filter(c3, lambda one, i: list_position(c2, c2[i]) = i))) END AS c4
FROM (SELECT *, regexp_extract_all(c1, $6::VARCHAR, 1) AS c2, list_transform(regexp_extract_all(c1, $6::VARCHAR, 2), lambda v: CASE WHEN starts_with(v, '"') THEN replace(replace(v[2:-2], '\"', '"'), '\\', '\') ELSE v END) AS c3
FROM (SELECT *, (concat($7::VARCHAR, "f:6279746573", $8::VARCHAR)) AS c1
FROM (SELECT *
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $9::BIGINT AND $10::BIGINT)
ORDER BY ts DESC, id DESC
LIMIT 3)))))
ORDER BY ts DESC, id DESC
LIMIT 3)
ORDER BY ts DESC, id DESC
LIMIT 3

-- $1 = "/level"
-- $2 = "/msg"
-- $3 = "/took"
-- $4 = 2
-- $5 = "/nosuch"
-- $6 = "([^\\s=\",]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s,]*)"
-- $7 = "level=error took="
-- $8 = " msg=\"say \\\"no\\\"\" level=twice"
-- $9 = 1772442600000
-- $10 = 1772446200000
