WITH scan1 AS NOT MATERIALIZED (SELECT f2 AS remoteIP
FROM events_1
WHERE ts BETWEEN $1 AND $2),
addresses1 AS NOT MATERIALIZED (SELECT DISTINCT remoteIP AS remoteIP_2
FROM scan1),
cidrlookup1 AS (SELECT l.*, network
FROM scan1 l LEFT JOIN (SELECT a.remoteIP_2, arg_max(t.c2, subnet_bits(trim(t.c1))) AS network
FROM addresses1 a JOIN lookup_2 t ON ipv4_number(a.remoteIP_2) >= ipv4_low(trim(t.c1)) AND ipv4_number(a.remoteIP_2) <= ipv4_high(trim(t.c1))
GROUP BY a.remoteIP_2 UNION ALL SELECT a.remoteIP_2, arg_max(t.c2, subnet_bits(trim(t.c1))) AS network
FROM addresses1 a JOIN lookup_2 t ON ipv6_hex(a.remoteIP_2) >= ipv6_low(trim(t.c1)) AND ipv6_hex(a.remoteIP_2) <= ipv6_high(trim(t.c1))
GROUP BY a.remoteIP_2) ON remoteIP = remoteIP_2),
stats1 AS (SELECT remoteIP, network, count(*) AS n, sum(count(*)) OVER () AS matched
FROM cidrlookup1
GROUP BY 1, 2)
SELECT remoteIP, network, n, matched
FROM stats1
ORDER BY remoteIP NULLS FIRST, network NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
