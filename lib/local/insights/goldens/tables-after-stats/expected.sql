WITH scan1 AS (SELECT f3 AS "request"
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT),
stats1 AS (SELECT "request", count(*) AS "n", sum(count(*)) OVER () AS "matched"
FROM scan1
GROUP BY 1),
lookup1 AS (SELECT l.*, "title"
FROM stats1 l LEFT JOIN (SELECT DISTINCT ON (c1) c1 AS "path", c2 AS "title"
FROM lookup_1) ON "request" = "path"),
lookup2 AS (SELECT *, coalesce("title", NULL::VARCHAR) AS "title_2"
FROM lookup1),
filter1 AS (SELECT *
FROM lookup2
WHERE ("title_2" IS NOT NULL)),
stats2 AS (SELECT "title_2" AS "title", sum("n") AS "n"
FROM filter1
GROUP BY 1)
SELECT "title", "n"
FROM stats2
ORDER BY "title" NULLS FIRST
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
