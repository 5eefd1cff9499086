WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f10 AS bytes, f6 AS status, ts
FROM events_1
WHERE ts BETWEEN $11 AND $12),
filter1 AS (FROM scan1
WHERE is_equal(status, 404, '205000003404')),
limit1 AS (FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000),
fields1 AS (SELECT *, (abs(((-($1::DOUBLE)::DOUBLE))::DOUBLE)) AS a, (ceil($2::DOUBLE)) AS b, (floor((-($2::DOUBLE)::DOUBLE))) AS c, (round($3::DOUBLE, least(greatest($4::BIGINT, -300), 15)::BIGINT::INTEGER)) AS d, (($5::BIGINT) % nullif($6::BIGINT, 0)) AS e, power($4::BIGINT, $7::BIGINT) AS f, (($8::BIGINT)::DOUBLE / nullif($9::BIGINT, 0)) AS g, ((as_number(bytes))::DOUBLE / nullif($10::BIGINT, 0)) AS h, (TRY_CAST(trunc(9.9::DOUBLE) AS INTEGER)::DOUBLE) AS i
FROM limit1)
SELECT a, b, c, d, e, f, g, h, i, log || ' ' || id
FROM fields1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- [2.5,1.2,2.345,2,7,3,10,1,0,8,1772442600000,1772446200000]
