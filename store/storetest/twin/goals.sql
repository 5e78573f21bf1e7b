-- What conversion is made of: each journey's first touch up to the goal's stage,
-- with the whole days until its goal (-1 for none) and until now, and whether it
-- is closed. $1 asks by the buckets of bounds, else by the period.
WITH spans AS (
    SELECT bucket AS span, at_ms AS a, lead(at_ms) OVER (ORDER BY bucket) AS b FROM bounds WHERE $1 QUALIFY b IS NOT NULL
    UNION ALL SELECT 0, from_ms, to_ms FROM params WHERE NOT $1
), front AS (
    SELECT coalesce(max(stage) FILTER (goal), -1) AS behind FROM nodes
), begun AS (
    SELECT customer, j, min({'t': happened, 'seq': seq, 'counts': counts}) AS f FROM steps, front
    WHERE behind < 0 OR stage <= behind GROUP BY customer, j
)
SELECT 'goal', span, -1, CASE WHEN converted THEN (last.t - f.t) // 86400000 ELSE -1 END,
    greatest(0, (now_ms - f.t) // 86400000), converted OR lost
FROM begun JOIN spans ON f.t >= a AND f.t < b JOIN journeys USING (customer, j), params
WHERE f.counts
