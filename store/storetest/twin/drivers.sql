-- Closed journeys that started in the period, by factor (none: all of them)
-- and by what factors are adjusted for.
WITH closed AS (
    SELECT customer, j, converted, won, first.seq AS seq FROM journeys WHERE first.inside AND (converted OR lost)
), sizes AS (
    SELECT customer, j, count(DISTINCT node) FILTER (NOT goal) AS n 
    FROM steps JOIN closed c USING (customer, j) WHERE won IS NULL OR (happened, steps.seq) <= (won.t, won.seq) GROUP BY customer, j
), strata AS (
    SELECT c.*, t.channel, CASE WHEN n <= 3 THEN n WHEN n <= 5 THEN 4 WHEN n <= 8 THEN 5 ELSE 6 END AS length
    FROM closed c JOIN sizes USING (customer, j) JOIN touches t USING (seq)
), factors AS (
    SELECT seq, '' AS dimension, '' AS value FROM closed
    UNION ALL SELECT DISTINCT c.seq, 'touchpoint', nodes.id
        FROM closed c JOIN steps s USING (customer, j) JOIN nodes ON nodes.node = s.node 
        WHERE NOT s.goal AND (won IS NULL OR (s.happened, s.seq) <= (won.t, won.seq))
    UNION ALL SELECT closed.seq, d.dimension, d.value FROM closed JOIN traits d ON d.seq = closed.seq % 1000000
)
SELECT dimension, value, channel, length, count(*) FILTER (converted), count(*) FILTER (NOT converted)
FROM strata JOIN factors USING (seq) GROUP BY ALL
