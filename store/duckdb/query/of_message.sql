-- The touch of a source that has a message id.
SELECT seq, happened_at, received_at, key, also, message_id, value, duration,
    concat_ws(chr(31), type, name, channel, utm_source, utm_medium, utm_campaign, path, device, branch, source,
        id, replace(utm_term, chr(31), ' '), replace(utm_content, chr(31), ' '), replace(click_id, chr(31), ' '),
        replace(url, chr(31), ' '), replace(title, chr(31), ' '), replace(referrer, chr(31), ' '), currency, import,
        replace(coalesce(properties, ''), chr(31), ' '), replace(coalesce(traits, ''), chr(31), ' '), coalesce(context, ''))
FROM touches
WHERE source = ?1 AND coalesce(message_id, CAST(id AS VARCHAR)) = ?2
ORDER BY seq LIMIT 1
