-- Interactions by arrival: numbers, and everything a kind is made of in one text, the currency of money behind it,
-- and the properties of money: they name its order.
SELECT seq, key, happened_at, value, duration,
    concat_ws(chr(31), type, name, channel, utm_source, utm_medium, utm_campaign, path, device, branch,
        CASE WHEN value <> 0 THEN currency ELSE '' END),
    CASE WHEN ?1 OR value <> 0 THEN properties END
FROM touches
WHERE seq > ?2 AND seq <= ?3 AND type IN ('track', 'page', 'screen')
ORDER BY seq
