-- Group calls by arrival, as scan.sql has interactions.
SELECT seq, key, happened_at, value, duration,
    concat_ws(chr(31), type, name, channel, utm_source, utm_medium, utm_campaign, path, device, branch,
        CASE WHEN value <> 0 THEN currency ELSE '' END, '', chr(31)),
    properties, NULL, NULL, NULL
FROM touches
WHERE type = 'group'
ORDER BY seq
