-- "utm_" in paths, where nobody reads it, among all touches with a path.
SELECT source, count(*) FILTER (contains(path, 'utm_')), count(*), coalesce(min(received_at) FILTER (contains(path, 'utm_')), 0),
    coalesce(array_to_string(max(seq, 3) FILTER (contains(path, 'utm_')), ','), '')
FROM touches
WHERE received_at >= ?1 AND path <> '' AND type IN ('track', 'page', 'screen')
GROUP BY source ORDER BY source
