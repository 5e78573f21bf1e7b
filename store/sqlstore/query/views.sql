-- name: list
SELECT id, name, page, search, shared, created_at, created_by FROM view WHERE workspace = $1 ORDER BY name, id

-- name: get
SELECT id, name, page, search, shared, created_at, created_by FROM view WHERE workspace = $1 AND id = $2

-- name: insert
INSERT INTO view (workspace, id, name, page, search, shared, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: update
UPDATE view SET name = $3, search = $4, shared = $5 WHERE workspace = $1 AND id = $2

-- name: delete
DELETE FROM view WHERE workspace = $1 AND id = $2
