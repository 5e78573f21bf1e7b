-- How many touches of a website's source bear each of some names, those received
-- since the instant.
SELECT name, count(*) FROM touches
WHERE source = ?1 AND received_at >= ?2 AND type = 'track' AND name IN (SELECT unnest(string_split(?3, chr(31))))
GROUP BY name ORDER BY name
