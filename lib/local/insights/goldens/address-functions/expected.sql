WITH scan1 AS (SELECT f2 AS remoteIP, '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1 AND $2),
filter1 AS (FROM scan1
WHERE (remoteIP IS NOT NULL)),
fields1 AS (SELECT *, coalesce((coalesce(ipv4_number(remoteIP) BETWEEN 3325256704 AND 3325256959, false)), false) AS ours, coalesce((coalesce(is_ipv6(remoteIP), false)), false) AS six, coalesce((is_private_ip(remoteIP)), false) AS private
FROM filter1),
dedup1 AS (FROM fields1
QUALIFY remoteIP IS NULL OR row_number() OVER (PARTITION BY remoteIP
ORDER BY sort_key(remoteIP), ts DESC, id DESC) = 1)
SELECT remoteIP, coalesce(ours, false), coalesce(six, false), coalesce(private, false), log || ' ' || id
FROM dedup1
ORDER BY sort_key(remoteIP), ts DESC, id DESC
LIMIT 10000
-- [1772442600000,1772446200000]
