WITH visited AS (
    SELECT node, count(*) AS volume, count(DISTINCT customer) AS reach FROM steps WHERE inside GROUP BY node
), ends AS (
    SELECT s.node, count(*) FILTER (s.seq = j.first.seq) AS starts, count(*) FILTER (s.seq = j.last.seq) AS ends
    FROM steps s JOIN journeys j USING (customer, j) WHERE s.inside GROUP BY s.node
)
SELECT n.node, coalesce(volume, 0), coalesce(reach, 0), coalesce(starts, 0), coalesce(ends, 0)
FROM nodes n LEFT JOIN visited USING (node) LEFT JOIN ends USING (node)
