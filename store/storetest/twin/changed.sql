-- Journeys that started in the period, by the label of their first touch and by
-- the node they were last seen at without the goal, -1 for those with it. (By account, seq
-- carries the customer above the million.)
SELECT label, CASE WHEN converted THEN -1 ELSE last.node END, count(*)
FROM journeys JOIN labels ON labels.seq = first.seq % 1000000
WHERE first.inside AND NOT care
GROUP BY ALL
