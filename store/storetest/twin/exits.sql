-- The journeys that ended at each touchpoint without the goal; was is the last
-- other touchpoint before.
WITH exits AS (
    SELECT customer, j, v.node, last.t - first.t AS ms
    FROM journeys JOIN visits v USING (customer, j), params
    WHERE lost AND v.l.seq = last.seq AND f.counts AND last.t >= from_ms AND last.t < to_ms
), before AS (
    SELECT customer, j, x.node, x.ms, arg_max(s.node, (s.happened, s.seq)) FILTER (s.node <> x.node) AS was
    FROM exits x JOIN steps s USING (customer, j) GROUP BY ALL
), times AS (
    SELECT node, count(*) AS n, quantile_cont(ms, 0.5) / 1000 AS median, quantile_cont(ms, 0.9) / 1000 AS p90 FROM exits GROUP BY node
)
SELECT b.node, t.n, t.median, t.p90, coalesce(w.id, ''), count(*)
FROM before b JOIN times t ON t.node = b.node LEFT JOIN nodes w ON w.node = b.was
GROUP BY ALL
