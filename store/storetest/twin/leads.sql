-- Each customer whose first touch counts, once per goal (n from 1; 0 when there is none): the group of the
-- first touch, whole days until now, until the goal, from it until now and since the goal before, what it
-- brings, whether it is the first touch.
WITH began AS (
    SELECT customer, min({'t': happened, 'seq': seq, 'lead': lead, 'inside': inside}) AS f FROM chosen GROUP BY customer
), goals AS (
    SELECT customer, c.happened, seq, money / 1000 AS money, row_number() OVER along AS n, c.happened - lag(c.happened) OVER along AS pause
    FROM chosen c JOIN nodes USING (node) JOIN conversions USING (customer, seq)
    WHERE goal WINDOW along AS (PARTITION BY customer ORDER BY c.happened, seq)
)
SELECT f.lead, greatest(0, (now_ms - f.t) // 86400000), coalesce(n, 0), coalesce((happened - f.t) // 86400000, 0),
    coalesce(greatest(0, (now_ms - happened) // 86400000), 0), coalesce(pause // 86400000, 0), coalesce(money, 0.0), coalesce(g.seq = f.seq, false)
FROM began LEFT JOIN goals g USING (customer), params
WHERE f.inside
ORDER BY customer, n
