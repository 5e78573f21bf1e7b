-- What conversion and coming back after a goal are made of: each journey's first
-- touch up to the goal's stage, with the whole days until its goal (-1 for none) and until now, and whether it
-- is closed; each goal touch, with those until the customer's next touch up to the
-- goal's stage. $1 asks by the buckets of bounds, else by the period.
WITH spans AS (
    SELECT bucket AS span, at_ms AS a, lead(at_ms) OVER (ORDER BY bucket) AS b FROM bounds WHERE $1 QUALIFY b IS NOT NULL
    UNION ALL SELECT 0, from_ms, to_ms FROM params WHERE NOT $1
), front AS (
    SELECT *, lead(happened) OVER (PARTITION BY customer ORDER BY happened, seq) AS back FROM steps WHERE NOT behind
), begun AS (
    SELECT customer, j, min({'t': happened, 'seq': seq, 'counts': counts}) AS f FROM front GROUP BY customer, j
)
SELECT 'goal', span, -1, CASE WHEN converted THEN (won.t - f.t) // 86400000 ELSE -1 END,
    greatest(0, (now_ms - f.t) // 86400000), closed
FROM begun JOIN spans ON f.t >= a AND f.t < b JOIN journeys USING (customer, j), params
WHERE f.counts
UNION ALL
SELECT 'won', span, -1, coalesce((back - happened) // 86400000, -1), greatest(0, (now_ms - happened) // 86400000), false
FROM front JOIN spans ON happened >= a AND happened < b, params
WHERE goal AND counts
