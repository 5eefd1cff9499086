SELECT c1 AS o0, c2 AS o1, c3 AS o2, c4 AS o3, c5 AS o4, c6 AS o5, log || ' ' || id AS ptr
FROM (SELECT *, (length("f:72657175657374")) AS c1, (substring("f:72657175657374", least(greatest($1::BIGINT, 0), 1000000000)::BIGINT + 1, least(greatest($2::BIGINT, 0), 1000000000)::BIGINT)) AS c2, (upper("f:63697479")) AS c3, (CASE WHEN $3::VARCHAR = '' THEN "f:72657175657374" ELSE replace("f:72657175657374", $3::VARCHAR, $4::VARCHAR) END) AS c4, (concat("f:6d6574686f64", $5::VARCHAR, "f:72657175657374", NULL::VARCHAR)) AS c5, (trim($6::VARCHAR)) AS c6
FROM (SELECT *
FROM (SELECT *
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $7::BIGINT AND $8::BIGINT)
WHERE ("f:72657175657374" = $9::VARCHAR))
ORDER BY ts DESC, id DESC
LIMIT 10000))
ORDER BY ts DESC, id DESC
LIMIT 10000

-- $1 = 6
-- $2 = 3
-- $3 = "cafe"
-- $4 = "shop"
-- $5 = " "
-- $6 = "  x "
-- $7 = 1772442600000
-- $8 = 1772446200000
-- $9 = "/cafe/old.html"
