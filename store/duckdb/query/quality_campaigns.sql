-- What links said, by source of touches.
SELECT source, utm_source, utm_medium, utm_campaign, count(*), min(received_at), array_to_string(max(seq, 3), ',')
FROM touches
WHERE received_at >= ?1 AND type IN ('track', 'page', 'screen') AND utm_source || utm_medium || utm_campaign <> ''
GROUP BY ALL ORDER BY ALL
