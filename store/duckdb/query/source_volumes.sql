-- Stored touches per source and hour of being received.
SELECT source, received_at // 3600000 AS hour, count(*)
FROM touches WHERE received_at >= ?
GROUP BY ALL ORDER BY ALL
