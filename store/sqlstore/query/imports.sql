-- name: insert
INSERT INTO import (workspace, id, source, file_name, path, bytes, mapping, state, bytes_read,
    accepted, refused, duplicates, counted_seq, error, created_at, finished_at, created_by,
    form, error_key, error_line, removed, undone_at, undone_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)

-- name: update
UPDATE import SET source = $3, file_name = $4, path = $5, bytes = $6, mapping = $7, state = $8, bytes_read = $9,
    accepted = $10, refused = $11, duplicates = $12, counted_seq = $13, error = $14, created_at = $15, finished_at = $16,
    created_by = $17, form = $18, error_key = $19, error_line = $20, removed = $21, undone_at = $22, undone_by = $23
WHERE workspace = $1 AND id = $2

-- name: get
SELECT workspace, id, source, file_name, path, bytes, mapping, state, bytes_read,
    accepted, refused, duplicates, counted_seq, error, created_at, finished_at, created_by,
    form, error_key, error_line, removed, undone_at, undone_by
FROM import WHERE workspace = $1 AND id = $2

-- name: list
SELECT workspace, id, source, file_name, path, bytes, mapping, state, bytes_read,
    accepted, refused, duplicates, counted_seq, error, created_at, finished_at, created_by,
    form, error_key, error_line, removed, undone_at, undone_by
FROM import WHERE workspace = $1 ORDER BY created_at DESC, id DESC

-- name: unfinished
SELECT workspace, id, source, file_name, path, bytes, mapping, state, bytes_read,
    accepted, refused, duplicates, counted_seq, error, created_at, finished_at, created_by,
    form, error_key, error_line, removed, undone_at, undone_by
FROM import WHERE state IN ('running', 'undoing') ORDER BY created_at, id

-- name: workspace
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
FROM import_reject WHERE workspace = $1 AND import = $2 AND line > $3 AND ($5 = '' OR reason = $5)
ORDER BY line, message_id LIMIT $4

-- name: reject_reasons
SELECT reason, n, line FROM (
    SELECT reason, line, COUNT(*) OVER (PARTITION BY reason) AS n,
        ROW_NUMBER() OVER (PARTITION BY reason ORDER BY line, message_id) AS place
    FROM import_reject WHERE workspace = $1 AND import = $2
) AS r WHERE place <= 5 ORDER BY n DESC, reason, place
