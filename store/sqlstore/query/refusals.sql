-- name: put
INSERT INTO refusal (workspace, source, slot, n, at, reason, detail, message_id, type, name, sample, line)
SELECT $1, $2, CAST(r.value->>'slot' AS BIGINT), CAST(r.value->>'n' AS BIGINT), CAST(r.value->>'at' AS BIGINT),
    r.value->>'reason', r.value->>'detail', r.value->>'message_id', r.value->>'type', r.value->>'name',
    r.value->>'sample', CAST(r.value->>'line' AS BIGINT)
FROM {rows $3} AS r WHERE TRUE
ON CONFLICT (workspace, source, slot) DO UPDATE SET n = excluded.n, at = excluded.at, reason = excluded.reason,
    detail = excluded.detail, message_id = excluded.message_id, type = excluded.type, name = excluded.name,
    sample = excluded.sample, line = excluded.line

-- name: count
INSERT INTO refusal_count (workspace, source, hour, reason, n)
SELECT $1, $2, CAST(r.value->>'hour' AS BIGINT), r.value->>'reason', CAST(r.value->>'n' AS BIGINT)
FROM {rows $3} AS r WHERE TRUE
ON CONFLICT (workspace, source, hour, reason) DO UPDATE SET n = refusal_count.n + excluded.n

-- name: list
SELECT workspace, source, at, reason, detail, message_id, type, name, sample, line
FROM refusal WHERE workspace = $1 AND (source = $2 OR $2 = '')
ORDER BY at DESC, n DESC, source LIMIT $3

-- name: counts
SELECT reason, sum(n) FROM refusal_count
WHERE workspace = $1 AND (source = $2 OR $2 = '') AND hour >= $3
GROUP BY reason
