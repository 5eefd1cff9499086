SELECT c3 AS o0, c4 AS o1, coalesce(c8, false) AS o2, c6 AS o3, c7 AS o4, log || ' ' || id AS ptr
FROM (SELECT *
FROM (SELECT *, coalesce((coalesce(c5, '') = ''), false) AS c8
FROM (SELECT *, c2[1] AS c3, c2[2] AS c4, c2[3] AS c5, c2[4] AS c6, c2[5] AS c7
FROM (SELECT *, list_transform(regexp_extract_all(',' || c1, $1::VARCHAR), lambda v: CASE WHEN v LIKE ',"%"' THEN replace(v[3:-2], '""', '"') ELSE v[2:] END) AS c2
FROM (SELECT *, (concat("f:72657175657374", $2::VARCHAR, "f:737461747573")) AS c1
FROM (SELECT *
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $3::BIGINT AND $4::BIGINT)
ORDER BY ts DESC, id DESC
LIMIT 2)))))
ORDER BY ts DESC, id DESC
LIMIT 2)
ORDER BY ts DESC, id DESC
LIMIT 2

-- $1 = ",(?:\"(?:[^\"]|\"\")*\"|[^,]*)"
-- $2 = ",\"a, \"\"b\"\"\",,"
-- $3 = 1772442600000
-- $4 = 1772446200000
