-- The same of some keys.
SELECT seq, key, happened_at, value, duration,
    concat_ws(chr(31), type, name, channel, utm_source, utm_medium, utm_campaign, path, device, branch,
        CASE WHEN value <> 0 THEN currency ELSE '' END, split_part(click_id, '=', 1),
        CASE WHEN referrer <> '' AND utm_source || utm_medium || utm_campaign <> ''
            THEN split_part(url, '/', 1) || '//' || split_part(url, '/', 3) || chr(31) || split_part(referrer, '/', 1) || '//' ||
                split_part(referrer, '/', 3)
            ELSE chr(31) END),
    CASE WHEN ?1 OR value <> 0 THEN properties END,
    CASE WHEN ?4 THEN source END, CASE WHEN ?4 THEN url END,
    CASE WHEN ?5 AND context IS NOT NULL
        THEN CAST(json_object('ip', context->>'$.ip', 'userAgent', context->>'$.userAgent') AS VARCHAR) END
FROM touches
WHERE seq > ?2 AND type IN ('track', 'page', 'screen')
    AND key IN (SELECT unnest(CAST(?3 AS BIGINT[])))
ORDER BY seq
