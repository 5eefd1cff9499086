WITH scan1 AS (SELECT f3 AS "request", '000000000000:apache/access' AS log, id, ts
FROM events_1
WHERE ts BETWEEN $1::BIGINT AND $2::BIGINT),
lookup1 AS (SELECT l.*, "title", "rank"
FROM scan1 l LEFT JOIN (SELECT DISTINCT ON (c1) c1 AS "path", c2 AS "title", c3 AS "rank"
FROM lookup_1) ON "request" = "path"),
lookup2 AS (SELECT *, coalesce("title", NULL::VARCHAR) AS "title_2", coalesce("rank", NULL::VARCHAR) AS "place"
FROM lookup1)
SELECT "request", "title_2", "place", log || ' ' || id
FROM lookup2
ORDER BY ts NULLS FIRST, id DESC
LIMIT 10000

-- $1 = 1772442600000
-- $2 = 1772446200000
