WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f3 AS request, f6 AS status, ts
FROM events_1
WHERE ts BETWEEN $3 AND $4),
limit1 AS (FROM scan1
ORDER BY ts DESC, id DESC
LIMIT 2),
fields1 AS (SELECT *, (concat(request, $2::VARCHAR, status)) AS line
FROM limit1),
parse1 AS (SELECT *, list_transform(regexp_extract_all(',' || line, $1::VARCHAR), lambda v: CASE WHEN v LIKE ',"%"' THEN replace(v[3:-2], '""', '"') ELSE v[2:] END) AS "values"
FROM fields1),
parse2 AS (SELECT *, "values"[1] AS path, "values"[2] AS quoted, "values"[3] AS nothing, "values"[4] AS code, "values"[5] AS beyond
FROM parse1),
display1 AS (SELECT *, coalesce((coalesce(nothing, '') = ''), false) AS empty
FROM parse2)
SELECT path, quoted, coalesce(empty, false), code, beyond, log || ' ' || id
FROM display1
ORDER BY ts DESC, id DESC
LIMIT 2
-- [",(?:\"(?:[^\"]|\"\")*\"|[^,]*)",",\"a, \"\"b\"\"\",,",1772442600000,1772446200000]
