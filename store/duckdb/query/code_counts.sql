-- How many touches of either name came by each page of a source since an instant,
-- and when the last. A property says by which page.
WITH said AS (
    SELECT json_extract_string(properties, ?5) AS code, name, happened_at
    FROM touches WHERE source = ?1 AND type = 'track' AND properties IS NOT NULL
)
SELECT code, count(*) FILTER (name = ?2 AND happened_at >= ?4), count(*) FILTER (name = ?3 AND happened_at >= ?4), max(happened_at)
FROM said WHERE code IS NOT NULL GROUP BY code ORDER BY code
