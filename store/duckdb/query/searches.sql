-- What was searched for on a website, those that found nothing first, then the
-- most frequent. Terms that differ only in capitals are one.
WITH said AS (
    SELECT key, json_extract_string(properties, ['$.query', '$.results']) AS f
    FROM touches
    WHERE source = ?1 AND received_at >= ?2 AND type = 'track' AND name = 'Products Searched' AND properties IS NOT NULL
)
SELECT lower(f[1]) AS term, count(*) AS n, count(DISTINCT key), count(*) FILTER (f[2] = '0') AS nothing
FROM said WHERE coalesce(f[1], '') <> '' GROUP BY term
ORDER BY nothing DESC, n DESC, term LIMIT ?3
