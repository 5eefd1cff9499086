WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, ts, f6 AS status
FROM events_1
WHERE ts BETWEEN $5 AND $6),
filter1 AS (FROM scan1
WHERE is_equal(status, 404, '205000003404')),
limit1 AS (FROM filter1
ORDER BY ts DESC, id DESC
LIMIT 10000),
fields1 AS (SELECT *, ((ts)::BIGINT - (((ts)::BIGINT % 3600000) + 3600000) % 3600000) AS floor, ((ts)::BIGINT + (86400000 - (((ts)::BIGINT % 86400000) + 86400000) % 86400000) % 86400000) AS ceil, ((strftime(timezone($1::VARCHAR, timezone('UTC', make_timestamp(ts * 1000))), $2::VARCHAR))) AS berlin, (epoch_ms(try_strptime($3::VARCHAR, $4::VARCHAR))) AS parsed, (ts) AS ms
FROM limit1)
SELECT floor, ceil, berlin, parsed, ms, log || ' ' || id
FROM fields1
ORDER BY ts DESC, id DESC
LIMIT 10000
-- ["Europe/Berlin","%Y-%m-%d %H:%M","02.03.2026","%d.%m.%Y",1772442600000,1772446200000]
