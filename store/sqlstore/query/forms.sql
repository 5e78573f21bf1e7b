-- name: list
SELECT workspace, id, body FROM form WHERE workspace = $1 ORDER BY created_at, id

-- name: get
SELECT workspace, id, body FROM form WHERE id = $1

-- name: lock
SELECT body FROM form WHERE workspace = $1 AND id = $2
FOR UPDATE --postgres

-- name: put
INSERT INTO form (id, workspace, created_at, body) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE form.workspace = excluded.workspace

-- name: delete
DELETE FROM form WHERE workspace = $1 AND id = $2
