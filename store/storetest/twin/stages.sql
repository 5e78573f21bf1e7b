WITH through AS (
    SELECT p.stage, p.customer, p.j, j.still_open, j.lost, bool_or(p.far) AS far
    FROM progress p JOIN journeys j USING (customer, j)
    WHERE p.stage >= 0
    GROUP BY ALL
)
SELECT stage, count(*), count(*) FILTER (far), count(*) FILTER (NOT far AND lost),
    count(*) FILTER (NOT far AND still_open)
FROM through GROUP BY stage
