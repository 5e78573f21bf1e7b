-- name: source_by_key
SELECT workspace, id, name, kind, write_key, enabled, require_consent, created_at
FROM source WHERE write_key = $1 AND write_key <> ''

-- name: sources
SELECT workspace, id, name, kind, write_key, enabled, require_consent, created_at
FROM source WHERE workspace = $1 ORDER BY created_at, id

-- name: source
SELECT workspace, id, name, kind, write_key, enabled, require_consent, created_at
FROM source WHERE workspace = $1 AND id = $2

-- name: insert_source
INSERT INTO source (workspace, id, name, kind, write_key, enabled, require_consent, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: update_source
UPDATE source SET name = $3, kind = $4, write_key = $5, enabled = $6, require_consent = $7
WHERE workspace = $1 AND id = $2

-- name: delete_source
DELETE FROM source WHERE workspace = $1 AND id = $2

-- name: take_numbers
INSERT INTO number (workspace, series, n) VALUES ($1, $2, $3)
ON CONFLICT (workspace, series) DO UPDATE SET n = number.n + excluded.n
RETURNING n

-- name: put_refusals
INSERT INTO refusal (workspace, source, slot, n, at, reason, detail, message_id, type, name, sample, line)
SELECT $1, $2, CAST(r.value->>'slot' AS BIGINT), CAST(r.value->>'n' AS BIGINT), CAST(r.value->>'at' AS BIGINT),
    r.value->>'reason', r.value->>'detail', r.value->>'message_id', r.value->>'type', r.value->>'name',
    r.value->>'sample', CAST(r.value->>'line' AS BIGINT)
FROM {rows $3} AS r WHERE TRUE
ON CONFLICT (workspace, source, slot) DO UPDATE SET n = excluded.n, at = excluded.at, reason = excluded.reason,
    detail = excluded.detail, message_id = excluded.message_id, type = excluded.type, name = excluded.name,
    sample = excluded.sample, line = excluded.line

-- name: count_refusals
INSERT INTO refusal_count (workspace, source, hour, reason, n)
SELECT $1, $2, CAST(r.value->>'hour' AS BIGINT), r.value->>'reason', CAST(r.value->>'n' AS BIGINT)
FROM {rows $3} AS r WHERE TRUE
ON CONFLICT (workspace, source, hour, reason) DO UPDATE SET n = refusal_count.n + excluded.n

-- name: refusals
SELECT workspace, source, at, reason, detail, message_id, type, name, sample, line
FROM refusal WHERE workspace = $1 AND (source = $2 OR $2 = '')
ORDER BY at DESC, n DESC, source LIMIT $3

-- name: refusal_counts
SELECT reason, sum(n) FROM refusal_count
WHERE workspace = $1 AND (source = $2 OR $2 = '') AND hour >= $3
GROUP BY reason

-- name: insert_import
INSERT INTO import (workspace, id, source, file_name, path, bytes, mapping, state, bytes_read,
    accepted, refused, duplicates, error, created_at, finished_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- name: update_import
UPDATE import SET source = $3, file_name = $4, path = $5, bytes = $6, mapping = $7, state = $8, bytes_read = $9,
    accepted = $10, refused = $11, duplicates = $12, error = $13, created_at = $14, finished_at = $15, created_by = $16
WHERE workspace = $1 AND id = $2

-- name: import
SELECT workspace, id, source, file_name, path, bytes, mapping, state, bytes_read,
    accepted, refused, duplicates, error, created_at, finished_at, created_by
FROM import WHERE workspace = $1 AND id = $2

-- name: imports
SELECT workspace, id, source, file_name, path, bytes, mapping, state, bytes_read,
    accepted, refused, duplicates, error, created_at, finished_at, created_by
FROM import WHERE workspace = $1 ORDER BY created_at DESC, id DESC

-- name: unfinished_imports
SELECT workspace, id, source, file_name, path, bytes, mapping, state, bytes_read,
    accepted, refused, duplicates, error, created_at, finished_at, created_by
FROM import WHERE state = 'running' ORDER BY created_at, id

-- name: import_workspace
SELECT workspace FROM import WHERE id = $1

-- name: insert_rejects
INSERT INTO import_reject (workspace, import, line, message_id, source, at, reason, detail, type, name, sample)
SELECT $1, $2, CAST(r.value->>'line' AS BIGINT), r.value->>'message_id', r.value->>'source',
    CAST(r.value->>'at' AS BIGINT), r.value->>'reason', r.value->>'detail', r.value->>'type', r.value->>'name',
    r.value->>'sample'
FROM {rows $3} AS r WHERE TRUE
ON CONFLICT DO NOTHING

-- name: rejects
SELECT workspace, source, at, reason, detail, message_id, type, name, sample, line
FROM import_reject WHERE workspace = $1 AND import = $2 AND line > $3
ORDER BY line, message_id LIMIT $4
