-- Live touches by source, event and hour of being received.
SELECT source, name, received_at // 3600000, count(*), max(seq)
FROM touches
WHERE received_at >= ?1 AND type IN ('track', 'page', 'screen') AND coalesce(import, '') = ''
GROUP BY ALL ORDER BY ALL
