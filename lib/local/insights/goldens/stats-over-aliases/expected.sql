WITH scan1 AS (SELECT f5 AS method, f10 AS bytes
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT method, max_text(max(CASE WHEN as_number(bytes) IS NULL THEN bytes END), arg_max(bytes, {'key': as_number(bytes), 'text': bytes}) FILTER (WHERE NOT strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL), arg_max(bytes, {'key': number_key(bytes), 'text': bytes}) FILTER (WHERE strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL)) AS most, min_text(min(CASE WHEN as_number(bytes) IS NULL THEN bytes END), arg_min(bytes, {'key': as_number(bytes), 'text': bytes}) FILTER (WHERE NOT strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL), arg_min(bytes, {'key': number_key(bytes), 'text': bytes}) FILTER (WHERE strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL)) AS least, list_transform([{'of0': max_text(max(CASE WHEN as_number(bytes) IS NULL THEN bytes END), arg_max(bytes, {'key': as_number(bytes), 'text': bytes}) FILTER (WHERE NOT strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL), arg_max(bytes, {'key': number_key(bytes), 'text': bytes}) FILTER (WHERE strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL)), 'of1': min_text(min(CASE WHEN as_number(bytes) IS NULL THEN bytes END), arg_min(bytes, {'key': as_number(bytes), 'text': bytes}) FILTER (WHERE NOT strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL), arg_min(bytes, {'key': number_key(bytes), 'text': bytes}) FILTER (WHERE strlen(bytes) > 15 AND as_number(bytes) IS NOT NULL))}], lambda "(operands)": ((as_number("(operands)".of0))::DOUBLE - (as_number("(operands)".of1))))[1] AS span, avg(as_number(bytes)) AS "avg(bytes)", quantile_cont(as_number(bytes), 0.5) AS "pct(bytes, 50)", sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1)
SELECT method, most, least, span, "avg(bytes)", "pct(bytes, 50)", matched
FROM stats1
ORDER BY sort_key(method), method NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
