-- Which field says an event's money, of those with any: revenue where it does,
-- else total, else value.
WITH said AS (
    SELECT source, name, json_extract_string(properties, ['$.revenue', '$.total']) AS f
    FROM touches
    WHERE received_at >= ?1 AND value <> 0 AND properties IS NOT NULL AND type IN ('track', 'page', 'screen')
), used AS (
    SELECT source, name, coalesce(f[1], '') NOT IN ('', '0') AS revenue, coalesce(f[2], '') NOT IN ('', '0') AS total FROM said
)
SELECT source, name, count(*) FILTER (revenue), count(*) FILTER (NOT revenue AND total), count(*) FILTER (NOT revenue AND NOT total)
FROM used GROUP BY ALL ORDER BY ALL
