-- Touches of events that should say whose they are, by source, event, key and
-- whether they are live: how many, the first and the newest. Money is an order.
SELECT source, name, key, value > 0, count(*), min(received_at), max(seq)
FROM touches
WHERE received_at >= ?1 AND type = 'track' AND (value > 0 OR name IN (SELECT unnest(string_split(?2, chr(31)))))
GROUP BY ALL
