-- A website's errors by page, the most frequent first.
WITH said AS (
    SELECT path, key, happened_at, json_extract_string(properties, ['$.kind', '$.message', '$.file']) AS f
    FROM touches
    WHERE source = ?1 AND received_at >= ?2 AND type = 'track' AND name = 'Page Error' AND properties IS NOT NULL
)
SELECT path, coalesce(f[1], ''), coalesce(f[2], ''), coalesce(f[3], ''), count(*) AS n, count(DISTINCT key), max(happened_at)
FROM said GROUP BY ALL ORDER BY n DESC, 1, 2, 3, 4 LIMIT ?3
