-- name: list
SELECT workspace, id, source, kind, place, every_ms, etag, modified, next_at, checked_at, error, detail, last_file, created_at, created_by
FROM inlet WHERE workspace = $1 ORDER BY created_at, id

-- name: all
SELECT workspace, id, source, kind, place, every_ms, etag, modified, next_at, checked_at, error, detail, last_file, created_at, created_by
FROM inlet ORDER BY workspace, created_at, id

-- name: insert
INSERT INTO inlet (workspace, id, source, kind, place, every_ms, etag, modified, next_at, checked_at, error, detail, last_file,
    created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)

-- name: update
UPDATE inlet SET etag = $3, modified = $4, next_at = $5, checked_at = $6, error = $7, detail = $8, last_file = $9
WHERE workspace = $1 AND id = $2

-- name: delete
DELETE FROM inlet WHERE workspace = $1 AND id = $2
