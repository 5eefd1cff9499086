WITH scan1 AS (SELECT message, f6 AS status
FROM events_1
WHERE ts BETWEEN $1 AND $2),
filter1 AS (FROM scan1
WHERE is_equal(status, 500, '2050000035')),
texts1 AS NOT MATERIALIZED (SELECT text, flag
FROM (SELECT translate(message, chr(30) || chr(31), '') AS text, true AS flag
FROM filter1)
WHERE text IS NOT NULL),
sampled1 AS (SELECT pattern_shape(text) AS shape, pattern_words(text) AS words
FROM (SELECT text
FROM texts1
ORDER BY hash(text), text
LIMIT 50000)),
counted1 AS (SELECT shape, place, word, count(*) AS n
FROM (SELECT shape, unnest(words) AS word, generate_subscripts(words, 1) AS place
FROM sampled1)
GROUP BY shape, place, word),
places1 AS (SELECT shape, place, pattern_kind(word) AS kind, pattern_token(word) AS token, count(*) AS different, sum(n) AS total, list({'word': word, 'n': n}
ORDER BY n DESC, word)[1:10] AS frequent
FROM counted1
GROUP BY shape, place),
shapes1 AS (SELECT shape, list(CASE WHEN different > 10 OR kind IN ('Time', 'IP', 'UUID') THEN CASE WHEN kind = 'Token' THEN list_filter(frequent, lambda one: one.n >= total * 0.1).list_transform(lambda one: one.word) ELSE [] END END
ORDER BY place) AS keeps, list(token
ORDER BY place) AS tokens
FROM places1
GROUP BY shape),
marked1 AS (SELECT shape, tokens, flag, list_transform(list_zip(words, coalesce(keeps, [])), lambda p: CASE WHEN p[2] IS NULL OR list_contains(p[2], p[1]) THEN p[1] END) AS kept
FROM (SELECT pattern_shape(text) AS shape, pattern_words(text) AS words, flag
FROM texts1) LEFT JOIN shapes1 USING (shape)),
templates1 AS (SELECT pattern_text(shape, kept, any_value(tokens)) AS template, count(*) AS n
FROM marked1
GROUP BY shape, kept),
pattern1 AS (SELECT *, severity(template) AS severity, n / sum(n) OVER () AS ratio
FROM templates1)
SELECT template, ratio, n, severity
FROM pattern1
ORDER BY n DESC, n DESC, template
LIMIT 10000
-- [1772442600000,1772446200000]
