SELECT "f:737461747573" AS o0, log || ' ' || id AS ptr
FROM (SELECT *
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
WHERE ((CASE WHEN regexp_full_match("f:737461747573", '[1-9][0-9]{2}') THEN "f:737461747573" = '404' ELSE coalesce((CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) = $3::BIGINT, "f:737461747573" = '404') END) OR (CASE WHEN regexp_full_match("f:737461747573", '[1-9][0-9]{2}') THEN "f:737461747573" = $4::VARCHAR ELSE coalesce((CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) = 500::DOUBLE, "f:737461747573" = $4::VARCHAR) END)))
ORDER BY ("f:737461747573" IS NOT NULL) ASC NULLS FIRST, ((CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) IS NOT NULL) ASC NULLS FIRST, (CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) ASC NULLS FIRST, CASE WHEN (CASE WHEN regexp_full_match("f:737461747573", '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST("f:737461747573" AS DOUBLE) END) IS NULL THEN list_transform(regexp_extract_all("f:737461747573", '[0-9]+|[^0-9]+'), lambda piece: CASE WHEN regexp_full_match(piece, '[0-9]+') THEN '0' || lpad(length(piece)::VARCHAR, 7, '0') || piece ELSE piece END) END ASC NULLS FIRST, ts DESC, id DESC
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
-- $3 = 404
-- $4 = "500"
