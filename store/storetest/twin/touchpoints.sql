WITH counts AS (
    SELECT node, count(*) FILTER (inside) AS volume, count(DISTINCT customer) FILTER (inside) AS reach,
        count(DISTINCT customer) FILTER (happened > now_ms - 300000 AND happened <= now_ms) AS live,
        max(happened) FILTER (happened < to_ms) AS last_at,
        count(*) FILTER (inside AND duration <> 0) AS dwells,
        quantile_cont(duration, 0.5) FILTER (inside AND duration <> 0) / 1000 AS dwell_median,
        quantile_cont(duration, 0.9) FILTER (inside AND duration <> 0) / 1000 AS dwell_p90
    FROM steps, params GROUP BY node
), through AS (
    SELECT p.node, j.still_open, j.lost, j.last.node = p.node AS here, arg_min(p.went, (p.happened, p.seq)) AS went
    FROM progress p JOIN journeys j USING (customer, j)
    GROUP BY p.node, p.customer, p.j, j.still_open, j.lost, here
), ends AS (
    SELECT node, count(*) AS journeys, count(*) FILTER (went) AS went,
        count(*) FILTER (still_open) AS still_open,
        count(*) FILTER (NOT went AND lost AND here) AS ended,
        count(*) FILTER (NOT went AND still_open AND here) AS open_here,
        count(*) FILTER (NOT went AND NOT (here AND (lost OR still_open))) AS elsewhere
    FROM through GROUP BY node
), nexts AS (
    SELECT a AS node, count(*) AS n, quantile_cont(ms, 0.5) / 1000 AS median, quantile_cont(ms, 0.9) / 1000 AS p90
    FROM pairs WHERE inside AND a <> b GROUP BY a
)
SELECT n.node, coalesce(volume, 0), coalesce(reach, 0), coalesce(live, 0), last_at,
    (SELECT count(*) FROM journeys WHERE inside), coalesce(e.journeys, 0), coalesce(e.went, 0),
    coalesce(e.still_open, 0), coalesce(e.ended, 0), coalesce(e.open_here, 0), coalesce(e.elsewhere, 0),
    coalesce(dwells, 0), coalesce(dwell_median, 0), coalesce(dwell_p90, 0),
    coalesce(x.n, 0), coalesce(x.median, 0), coalesce(x.p90, 0)
FROM nodes n LEFT JOIN counts USING (node) LEFT JOIN ends e USING (node) LEFT JOIN nexts x USING (node)
ORDER BY n.node
