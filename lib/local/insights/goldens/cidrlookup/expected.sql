WITH scan1 AS NOT MATERIALIZED (SELECT f2 AS "remoteIP"
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT),
addresses1 AS NOT MATERIALIZED (SELECT DISTINCT "remoteIP" AS "remoteIP_2"
FROM scan1),
cidrlookup1 AS (SELECT l.*, "owner"
FROM scan1 l LEFT JOIN (SELECT "remoteIP_2", arg_max(c2, subnet_bits(trim(c1))) AS "owner"
FROM addresses1 JOIN lookup_2 ON ipv4_number("remoteIP_2") >= ipv4_low(trim(c1)) AND ipv4_number("remoteIP_2") <= ipv4_high(trim(c1))
GROUP BY "remoteIP_2" UNION ALL SELECT "remoteIP_2", arg_max(c2, subnet_bits(trim(c1))) AS "owner"
FROM addresses1 JOIN lookup_2 ON ipv6_hex("remoteIP_2") >= ipv6_low(trim(c1)) AND ipv6_hex("remoteIP_2") <= ipv6_high(trim(c1))
GROUP BY "remoteIP_2") ON "remoteIP" = "remoteIP_2"),
cidrlookup2 AS (SELECT *, coalesce("owner", NULL::VARCHAR) AS "network"
FROM cidrlookup1),
stats1 AS (SELECT "remoteIP", "network", count(*) AS "n", sum(count(*)) OVER () AS "matched"
FROM cidrlookup2
GROUP BY 1, 2)
SELECT "remoteIP", "network", "n", "matched"
FROM stats1
ORDER BY "remoteIP" NULLS FIRST, "network" NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
