WITH scan1 AS (SELECT ts, message, f2 AS remoteIP
FROM events_1
WHERE ts BETWEEN $1 AND $2),
filter1 AS (FROM scan1
WHERE (remoteIP IS NOT NULL)),
join1 AS (SELECT *, ts AS "visit.@timestamp", message AS "visit.@message", remoteIP AS "visit.remoteIP"
FROM filter1),
scan2 AS (SELECT ts, message, f2 AS ip, f3 AS total, id
FROM events_2
WHERE ts BETWEEN $1 AND $2),
filter2 AS (FROM scan2
WHERE is_more(total, 5, '2050000015')),
join2 AS (SELECT *
FROM join1 LEFT JOIN (SELECT ts AS "sale.@timestamp", message AS "sale.@message", ip AS "sale.ip", total AS "sale.total", ip AS key, row_number() OVER (ORDER BY ts DESC, id DESC) AS nth
FROM filter2) ON remoteIP = key),
stats1 AS (SELECT "visit.remoteIP", count(*) AS events, max_text(max(CASE WHEN as_number("sale.total") IS NULL THEN "sale.total" END), arg_max("sale.total", {'key': as_number("sale.total"), 'text': "sale.total"}) FILTER (WHERE NOT strlen("sale.total") > 15 AND as_number("sale.total") IS NOT NULL), arg_max("sale.total", {'key': number_key("sale.total"), 'text': "sale.total"}) FILTER (WHERE strlen("sale.total") > 15 AND as_number("sale.total") IS NOT NULL)) AS total, sum(count(*)) OVER () AS matched
FROM join2
GROUP BY 1)
SELECT "visit.remoteIP", events, total, matched
FROM stats1
ORDER BY "visit.remoteIP" NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
