-- Paths of interactions, those with the most touches first: all, and since an instant.
SELECT path, count(*) AS touches, count(*) FILTER (WHERE happened_at >= ?1)
FROM touches
WHERE path <> '' AND type IN ('track', 'page', 'screen')
GROUP BY path ORDER BY touches DESC, path LIMIT ?2
