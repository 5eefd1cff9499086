WITH scan1 AS (SELECT '000000000000:apache/access' AS log, id, f2 AS remoteIP, f3 AS request, ts
FROM events_1
WHERE ts BETWEEN $5 AND $6),
limit1 AS (FROM scan1
ORDER BY ts NULLS FIRST, id
LIMIT 8),
fields1 AS (SELECT *, coalesce((coalesce(ipv4_number(remoteIP) BETWEEN 3405803776 AND 3405804031, false)), false) AS either, coalesce((coalesce(ipv4_number(remoteIP) BETWEEN 3405803776 AND 3405804031, false)), false) AS v4, coalesce((coalesce(ipv6_hex(remoteIP) BETWEEN '20010db8000000000000000000000000' AND '20010db8ffffffffffffffffffffffff', false)), false) AS v6, (regexp_replace(request, $3::VARCHAR, $4::VARCHAR, 'g')) AS path
FROM limit1),
fields2 AS (SELECT *, (regexp_replace(path, $1::VARCHAR, $2::VARCHAR, 'g')) AS shape
FROM fields1)
SELECT coalesce(either, false), coalesce(v4, false), coalesce(v6, false), path, shape, log || ' ' || id
FROM fields2
ORDER BY ts NULLS FIRST, id
LIMIT 8
-- ["[a-z]+","n","/cafe","",1772442600000,1772446200000]
