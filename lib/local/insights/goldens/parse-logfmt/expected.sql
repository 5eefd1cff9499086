WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f10 AS bytes, ts
FROM events_1
WHERE ts BETWEEN $9 AND $10),
limit1 AS (FROM scan1
ORDER BY ts DESC, id DESC
LIMIT 3),
fields1 AS (SELECT *, (concat($7::VARCHAR, bytes, $8::VARCHAR)) AS text
FROM limit1),
parse1 AS (SELECT *, regexp_extract_all(text, $6::VARCHAR, 1) AS keys, list_transform(regexp_extract_all(text, $6::VARCHAR, 2), lambda v: CASE WHEN starts_with(v, '"') THEN replace(replace(v[2:-2], '\"', '"'), '\\', '\') ELSE v END) AS "values"
FROM fields1),
parse2 AS (SELECT *, CASE WHEN len(keys) > 0 THEN to_json(map(list_filter(keys, lambda one, i: list_position(keys, one) = i), list_filter("values", lambda one, i: list_position(keys, keys[i]) = i))) END AS m
FROM parse1),
fields2 AS (SELECT *, json_extract(m, $1::VARCHAR) AS "m.level", json_extract(m, $2::VARCHAR) AS "m.msg", ((as_number(json_text(json_extract(m, $3::VARCHAR))))::DOUBLE * ($4::BIGINT)) AS twice, json_extract(m, $5::VARCHAR) AS "m.nosuch"
FROM parse2)
SELECT shown_json("m.level"), shown_json("m.msg"), twice, shown_json("m.nosuch"), log || ' ' || id
FROM fields2
ORDER BY ts DESC, id DESC
LIMIT 3
-- ["/level","/msg","/took",2,"/nosuch","([^\\s=\",]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s,]*)","level=error took="," msg=\"say \\\"no\\\"\" level=twice",1772442600000,1772446200000]
