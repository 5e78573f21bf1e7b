-- The Kaplan-Meier curve of the table timed, at 0, at every event and at the end.
WITH times AS (
    SELECT ms, count(*) FILTER (converted) AS d, count(*) FILTER (NOT converted) AS gone FROM timed GROUP BY ms
    UNION ALL SELECT 0, 0, 0 WHERE EXISTS (FROM timed) AND NOT EXISTS (FROM timed WHERE ms = 0)
), risk AS (
    SELECT *, sum(d + gone) OVER (ORDER BY ms DESC)::DOUBLE AS n, max(ms) OVER () AS latest FROM times
), estimate AS (
    SELECT *, product((n - d) / n) OVER (ORDER BY ms) AS s,
        sum(CASE WHEN n > d THEN d / (n * (n - d)) END) OVER (ORDER BY ms) AS v,
        sum(d) OVER (ORDER BY ms) AS events, sum(gone) OVER (ORDER BY ms) AS left_
    FROM risk
), limits AS (
    SELECT *, CASE WHEN s > 0 AND s < 1 THEN exp(1.959963984540054 * sqrt(v) / abs(ln(s))) END AS e FROM estimate
), intervals AS (
    SELECT *, CASE WHEN s = 0 THEN 0 WHEN s = 1 THEN 1 ELSE pow(s, e) END AS low,
        CASE WHEN s = 0 THEN NULL WHEN s = 1 THEN 1 ELSE pow(s, 1 / e) END AS high
    FROM limits
), filled AS (
    SELECT *, coalesce(last_value(high IGNORE NULLS) OVER (ORDER BY ms), 1) AS upper FROM intervals
)
SELECT ms / 1000, n::BIGINT, events - lag(events, 1, 0) OVER (ORDER BY ms), left_ - lag(left_, 1, 0) OVER (ORDER BY ms), s, low, upper
FROM filled WHERE ms = 0 OR d > 0 OR ms = latest
ORDER BY ms
