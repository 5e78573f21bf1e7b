-- A customer's touches before an instant (and, within it, before a seq), newest first.
SELECT seq, happened_at, received_at, key, also, id, message_id, source, type, name, channel,
    utm_source, utm_medium, utm_campaign, utm_term, utm_content, click_id,
    url, path, title, referrer, device, branch, value, currency, duration, properties, traits, context
FROM touches
WHERE key IN (SELECT unnest(CAST(?1 AS BIGINT[])))
    AND (?2 = '' OR channel = ?2)
    AND (happened_at < ?3 OR happened_at = ?3 AND seq < ?4)
ORDER BY happened_at DESC, seq DESC
LIMIT ?5
