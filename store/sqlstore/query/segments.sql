-- name: segments
SELECT name, body FROM segment WHERE workspace = $1 ORDER BY name, id

-- name: segment
SELECT name, body FROM segment WHERE workspace = $1 AND id = $2

-- name: insert_segment
INSERT INTO segment (workspace, id, name, body) VALUES ($1, $2, $3, $4)

-- name: rename_segment
UPDATE segment SET name = $3 WHERE workspace = $1 AND id = $2

-- name: delete_segment
DELETE FROM segment WHERE workspace = $1 AND id = $2

-- name: views
SELECT id, name, page, search, shared, created_at, created_by FROM view WHERE workspace = $1 ORDER BY name, id

-- name: view
SELECT id, name, page, search, shared, created_at, created_by FROM view WHERE workspace = $1 AND id = $2

-- name: insert_view
INSERT INTO view (workspace, id, name, page, search, shared, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: update_view
UPDATE view SET name = $3, search = $4, shared = $5 WHERE workspace = $1 AND id = $2

-- name: delete_view
DELETE FROM view WHERE workspace = $1 AND id = $2
