-- $1 is the touchpoint's node, -1 for any.
WITH buckets AS (
    SELECT bucket, at_ms AS a, lead(at_ms) OVER (ORDER BY bucket) AS b FROM bounds QUALIFY b IS NOT NULL
), here AS (
    SELECT bucket, s.* FROM steps s JOIN buckets ON s.happened >= a AND s.happened < b WHERE counts AND ($1 < 0 OR node = $1)
), counts AS (
    SELECT bucket, count(*) AS volume, count(DISTINCT customer) AS reach FROM here GROUP BY bucket
), reached AS (
    SELECT h.bucket, h.customer, h.j, h.seq, h.goal OR coalesce(bool_or(u.happened - h.happened <= next_window), false) AS went
    FROM here h CROSS JOIN params
    LEFT JOIN steps u ON u.customer = h.customer AND u.j = h.j AND (u.happened, u.seq) > (h.happened, h.seq)
        AND (u.goal OR h.stage >= 0 AND u.stage > h.stage)
    WHERE $1 >= 0 GROUP BY h.bucket, h.customer, h.j, h.seq, h.goal
), through AS (
    SELECT bucket, converted, lost, last.node = $1 AS ended, bool_or(went) AS went
    FROM reached JOIN journeys USING (customer, j) GROUP BY bucket, customer, j, converted, lost, ended
), ends AS (
    SELECT bucket, count(*) AS journeys, count(*) FILTER (went) AS went, count(*) FILTER (lost AND ended) AS exits,
        count(*) FILTER (lost OR converted) AS closed, count(*) FILTER (NOT lost AND NOT converted) AS still_open
    FROM through GROUP BY bucket
), started AS (
    SELECT bucket, count(*) AS n, count(*) FILTER (converted) AS converted, count(*) FILTER (lost) AS lost
    FROM journeys JOIN buckets ON first.t >= a AND first.t < b WHERE $1 < 0 AND first.counts GROUP BY bucket
)
SELECT bucket, coalesce(volume, 0), coalesce(reach, 0), coalesce(journeys, 0), coalesce(ends.went, 0), coalesce(exits, 0),
    coalesce(closed, 0), coalesce(still_open, 0), coalesce(n, 0), coalesce(started.converted, 0), coalesce(started.lost, 0)
FROM buckets LEFT JOIN counts USING (bucket) LEFT JOIN ends USING (bucket) LEFT JOIN started USING (bucket)
ORDER BY bucket
