-- $1 is the touchpoint's node, -1 for any.
WITH buckets AS (
    SELECT bucket, at_ms AS a, lead(at_ms) OVER (ORDER BY bucket) AS b FROM bounds QUALIFY b IS NOT NULL
), here AS (
    SELECT bucket, s.* FROM steps s JOIN buckets ON s.happened >= a AND s.happened < b WHERE counts AND ($1 < 0 OR node = $1)
), counts AS (
    SELECT bucket, count(*) AS volume, count(DISTINCT customer) AS reach FROM here GROUP BY bucket
), ends AS (
    SELECT bucket, count(*) FILTER (still_open) AS still_open
    FROM (SELECT DISTINCT bucket, customer, j FROM here WHERE $1 >= 0) JOIN journeys USING (customer, j) GROUP BY bucket
), started AS (
    SELECT bucket, count(*) AS n, count(*) FILTER (converted) AS converted, count(*) FILTER (lost) AS lost
    FROM journeys JOIN buckets ON first.t >= a AND first.t < b WHERE $1 < 0 AND first.counts AND NOT care GROUP BY bucket
)
SELECT bucket, coalesce(volume, 0), coalesce(reach, 0), coalesce(still_open, 0), coalesce(n, 0), coalesce(started.converted, 0),
    coalesce(started.lost, 0)
FROM buckets LEFT JOIN counts USING (bucket) LEFT JOIN ends USING (bucket) LEFT JOIN started USING (bucket)
ORDER BY bucket
