WITH scan1 AS (SELECT f5 AS method, f10 AS bytes
FROM events_1
WHERE ts BETWEEN $1 AND $2),
stats1 AS (SELECT method, coalesce(CASE WHEN abs(max(as_number(bytes))) > 9007199254740991 THEN coalesce(max(long_number(bytes))::HUGEINT::VARCHAR, as_text(max(as_number(bytes)))) ELSE as_text(max(as_number(bytes))) END, max(CASE WHEN as_number(bytes) IS NULL THEN bytes END)) AS most, coalesce(min(CASE WHEN as_number(bytes) IS NULL THEN bytes END), CASE WHEN abs(min(as_number(bytes))) > 9007199254740991 THEN coalesce(min(long_number(bytes))::HUGEINT::VARCHAR, as_text(min(as_number(bytes)))) ELSE as_text(min(as_number(bytes))) END) AS least, ((as_number(coalesce(CASE WHEN abs(max(as_number(bytes))) > 9007199254740991 THEN coalesce(max(long_number(bytes))::HUGEINT::VARCHAR, as_text(max(as_number(bytes)))) ELSE as_text(max(as_number(bytes))) END, max(CASE WHEN as_number(bytes) IS NULL THEN bytes END))))::DOUBLE - (as_number(coalesce(min(CASE WHEN as_number(bytes) IS NULL THEN bytes END), CASE WHEN abs(min(as_number(bytes))) > 9007199254740991 THEN coalesce(min(long_number(bytes))::HUGEINT::VARCHAR, as_text(min(as_number(bytes)))) ELSE as_text(min(as_number(bytes))) END)))) AS span, avg(as_number(bytes)) AS "avg(bytes)", quantile_cont(as_number(bytes), 0.5) AS "pct(bytes, 50)", sum(count(*)) OVER () AS matched
FROM scan1
GROUP BY 1)
SELECT method, most, least, span, "avg(bytes)", "pct(bytes, 50)", matched
FROM stats1
ORDER BY sort_key(method), method NULLS FIRST
LIMIT 10000
-- [1772442600000,1772446200000]
