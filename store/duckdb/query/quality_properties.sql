-- Which properties, of which types, the events of live sources had, before an
-- instant and from it on; NULL property counts the touches themselves.
WITH said AS (
    SELECT source, name, received_at >= ?2 AS recent, seq, received_at, properties
    FROM touches
    WHERE received_at >= ?1 AND type = 'track' AND coalesce(import, '') = ''
), keyed AS (
    SELECT source, name, recent, seq, received_at, unnest(json_keys(properties)) AS property, properties
    FROM said WHERE properties IS NOT NULL
), typed AS (
    SELECT source, name, recent, seq, received_at, property,
        CASE json_type(json_extract(properties, '$."' || replace(property, '"', '\"') || '"'))
            WHEN 'VARCHAR' THEN 'text' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'ARRAY' THEN 'list' WHEN 'OBJECT' THEN 'object'
            WHEN 'NULL' THEN 'empty' ELSE 'number' END AS type
    FROM keyed
)
SELECT source, name, recent, '' AS property, '' AS type, count(*), max(received_at), array_to_string(max(seq, 3), ',')
FROM said GROUP BY ALL
UNION ALL
SELECT source, name, recent, property, type, count(*), max(received_at), array_to_string(max(seq, 3), ',')
FROM typed GROUP BY ALL
ORDER BY 1, 2, 4, 3, 5
