-- The newest touches by arrival.
SELECT seq, happened_at, received_at, key, also, id, message_id, source, type, name, channel,
    utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_id,
    url, path, title, referrer, device, branch, value, currency, duration, properties, traits, context
FROM touches
WHERE ?1 = '' OR source = ?1
ORDER BY seq DESC
LIMIT ?2
