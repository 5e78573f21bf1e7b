-- Journeys that started in the period and are as old as $1 ms, by factor (none: all of them)
-- and by what factors are adjusted for.
WITH grown AS (
    SELECT customer, j, converted, won, first.seq AS seq FROM journeys, params WHERE first.inside AND NOT care AND now_ms - first.t >= $1
), sizes AS (
    SELECT customer, j, count(DISTINCT node) FILTER (NOT goal) AS n 
    FROM steps JOIN grown c USING (customer, j) WHERE won IS NULL OR (happened, steps.seq) <= (won.t, won.seq) GROUP BY customer, j
), strata AS (
    SELECT c.*, t.channel, CASE WHEN n <= 3 THEN n WHEN n <= 5 THEN 4 WHEN n <= 8 THEN 5 ELSE 6 END AS length
    FROM grown c JOIN sizes USING (customer, j) JOIN touches t USING (seq)
), factors AS (
    SELECT seq, '' AS dimension, '' AS value FROM grown
    UNION ALL SELECT DISTINCT c.seq, 'touchpoint', nodes.id
        FROM grown c JOIN steps s USING (customer, j) JOIN nodes ON nodes.node = s.node 
        WHERE NOT s.goal AND (won IS NULL OR (s.happened, s.seq) <= (won.t, won.seq))
    UNION ALL SELECT grown.seq, d.dimension, d.value FROM grown JOIN traits d ON d.seq = grown.seq % 1000000
)
SELECT dimension, value, channel, length, count(*) FILTER (converted), count(*) FILTER (NOT converted)
FROM strata JOIN factors USING (seq) GROUP BY ALL
