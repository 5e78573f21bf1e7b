-- The same of some keys.
SELECT seq, key, happened_at, value, duration,
    concat_ws(chr(31), type, name, channel, utm_source, utm_medium, utm_campaign, path, device, branch,
        CASE WHEN value <> 0 THEN currency ELSE '' END),
    CASE WHEN ?1 OR value <> 0 THEN properties END
FROM touches
WHERE seq > ?2 AND type IN ('track', 'page', 'screen')
    AND key IN (SELECT unnest(CAST(?3 AS BIGINT[])))
ORDER BY seq
