-- Group calls by arrival, as scan.sql has interactions.
SELECT seq, key, happened_at, value, duration,
    concat_ws(chr(31), type, name, channel, utm_source, utm_medium, utm_campaign, path, device, branch,
        CASE WHEN value <> 0 THEN currency ELSE '' END),
    properties
FROM touches
WHERE type = 'group'
ORDER BY seq
