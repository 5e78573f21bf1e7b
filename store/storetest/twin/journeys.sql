WITH started AS (
    SELECT count(*) FILTER (NOT care) AS n, count(*) FILTER (converted) AS converted, count(*) FILTER (lost) AS lost,
        count(*) FILTER (still_open) AS still_open, count(*) FILTER (care) AS care,
        quantile_cont(won.t - first.t, 0.5) FILTER (converted) / 1000 AS median,
        quantile_cont(won.t - first.t, 0.9) FILTER (converted) / 1000 AS p90
    FROM journeys WHERE first.inside
), fresh AS (
    SELECT count(*) AS n FROM (SELECT min({'t': happened, 'seq': seq, 'inside': inside}) AS f FROM chosen GROUP BY customer)
    WHERE f.inside
), buyers AS (
    SELECT customer, count(*) FILTER (inside) AS inside, count(*) FILTER (happened < to_ms) AS until,
        sum(money) FILTER (inside) AS value
    FROM steps JOIN conversions USING (customer, seq), params GROUP BY customer
)
SELECT s.n, s.converted, s.lost, s.still_open, s.care, s.converted, coalesce(s.median, 0), coalesce(s.p90, 0), fresh.n,
    (SELECT count(*) FROM buyers WHERE inside > 0), (SELECT count(*) FROM buyers WHERE inside > 0 AND until > 1),
    coalesce((SELECT sum(value) FROM buyers), 0)::DOUBLE / 1000
FROM started s, fresh
