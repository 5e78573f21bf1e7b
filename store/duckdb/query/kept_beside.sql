-- The touches that carry one of the keys and that none of the others owns.
SELECT seq, happened_at, received_at, key, also, message_id, value, duration,
    concat_ws(chr(31), type, name, channel, utm_source, utm_medium, utm_campaign, path, device, branch, source,
        id, replace(utm_term, chr(31), ' '), replace(utm_content, chr(31), ' '), replace(click_id, chr(31), ' '),
        replace(url, chr(31), ' '), replace(title, chr(31), ' '), replace(referrer, chr(31), ' '), currency, import,
        replace(coalesce(properties, ''), chr(31), ' '), replace(coalesce(traits, ''), chr(31), ' '), coalesce(context, ''))
FROM touches
WHERE key NOT IN (SELECT unnest(CAST(?2 AS BIGINT[]))) AND seq IN (
    SELECT seq FROM touches WHERE key IN (SELECT unnest(CAST(?1 AS BIGINT[])))
    UNION
    SELECT seq FROM (SELECT seq, unnest(also) AS k FROM touches WHERE also IS NOT NULL)
    WHERE k IN (SELECT unnest(CAST(?1 AS BIGINT[]))))
ORDER BY seq
