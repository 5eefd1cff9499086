SELECT c1 AS o0, c2 AS o1, c3 AS o2, c4 AS o3, c5 AS o4, matched_count
FROM (SELECT "f:636f756e747279" AS c1, count(DISTINCT CASE WHEN "f:72656d6f74654950" IS NOT NULL THEN hash("f:72656d6f74654950") END) AS c2, arg_min("f:72657175657374", ts) AS c3, arg_max("f:72657175657374", ts) AS c4, string_agg(DISTINCT "f:737461747573", ','
ORDER BY "f:737461747573") AS c5, sum(count(*)) OVER () AS matched_count
FROM (SELECT *
FROM (SELECT e.id, e.ts, e.ingested, '000000000000:apache/access' AS log, CASE e.stream_id WHEN 1 THEN 'access_log' END AS stream, e.message, e.size, e.f1 AS "f:74696d65", e.f2 AS "f:72656d6f74654950", e.f3 AS "f:72657175657374", e.f4 AS "f:7175657279", e.f5 AS "f:6d6574686f64", e.f6 AS "f:737461747573", e.f7 AS "f:757365724167656e74", e.f8 AS "f:636f756e747279", e.f9 AS "f:63697479", e.f10 AS "f:6279746573"
FROM events_1 e)
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT)
GROUP BY 1)
ORDER BY c2 DESC NULLS LAST, (c1 IS NOT NULL) ASC NULLS FIRST, ((CASE WHEN regexp_full_match(c1, '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST(c1 AS DOUBLE) END) IS NOT NULL) ASC NULLS FIRST, (CASE WHEN regexp_full_match(c1, '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST(c1 AS DOUBLE) END) ASC NULLS FIRST, CASE WHEN (CASE WHEN regexp_full_match(c1, '[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?') THEN TRY_CAST(c1 AS DOUBLE) END) IS NULL THEN list_transform(regexp_extract_all(c1, '[0-9]+|[^0-9]+'), lambda piece: CASE WHEN regexp_full_match(piece, '[0-9]+') THEN '0' || lpad(length(piece)::VARCHAR, 7, '0') || piece ELSE piece END) END ASC NULLS FIRST, c1 ASC NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
