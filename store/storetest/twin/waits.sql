-- What the rates of touchpoints and stages are made of: each origin with the whole days until its event
-- (-1 for none) and until now, and whether its journey is closed; a visit counts by its first touch. $1 asks by the
-- buckets of bounds, else by the period.
WITH spans AS (
    SELECT bucket AS span, at_ms AS a, lead(at_ms) OVER (ORDER BY bucket) AS b FROM bounds WHERE $1 QUALIFY b IS NOT NULL
    UNION ALL SELECT 0, from_ms, to_ms FROM params WHERE NOT $1
), firsts_here AS (
    SELECT 'next' AS what, span, node AS place, customer, j, min({'t': happened, 'seq': seq, 'stage': stage}) AS f
    FROM steps JOIN spans ON happened >= a AND happened < b WHERE counts GROUP BY ALL
    UNION ALL
    SELECT 'stage', span, stage, customer, j, min({'t': happened, 'seq': seq, 'stage': stage})
    FROM steps JOIN spans ON happened >= a AND happened < b WHERE counts AND stage >= 0 GROUP BY span, stage, customer, j
), waits AS (
    SELECT 'exit' AS what, span, node AS place, customer, j, l.t AS origin, l.next_at AS event
    FROM visits JOIN spans ON l.t >= a AND l.t < b WHERE f.counts
    UNION ALL
    SELECT what, span, place, o.customer, o.j, f.t, min(u.happened)
    FROM firsts_here o LEFT JOIN steps u ON u.customer = o.customer AND u.j = o.j AND (u.happened, u.seq) >= (f.t, f.seq)
        AND (u.goal OR f.stage >= 0 AND u.stage > f.stage)
    GROUP BY what, span, place, o.customer, o.j, f.t
)
SELECT what, span, place, coalesce((event - origin) // 86400000, -1), greatest(0, (now_ms - origin) // 86400000), closed
FROM waits JOIN journeys USING (customer, j), params
UNION ALL
SELECT CASE what WHEN 'next' THEN 'back' ELSE 'stage-back' END, span, place, coalesce((min(u.happened) - f.t) // 86400000, -1), greatest(0, (now_ms - f.t) // 86400000), false
FROM firsts_here o JOIN (
    SELECT 'next' AS what, node AS place FROM sided WHERE behind UNION ALL SELECT DISTINCT 'stage', stage FROM sided WHERE behind
) USING (what, place)
LEFT JOIN steps u ON u.customer = o.customer AND NOT u.behind AND (u.happened, u.seq) > (f.t, f.seq), params
GROUP BY what, span, place, o.customer, o.j, f.t, now_ms
