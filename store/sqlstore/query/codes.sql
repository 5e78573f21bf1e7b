-- name: list
SELECT workspace, id, body FROM qr_code WHERE workspace = $1 ORDER BY created_at, id

-- name: get
SELECT workspace, id, body FROM qr_code WHERE id = $1

-- name: lock
SELECT body FROM qr_code WHERE workspace = $1 AND id = $2
FOR UPDATE --postgres

-- name: put
INSERT INTO qr_code (id, workspace, created_at, body) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE qr_code.workspace = excluded.workspace

-- name: brand
SELECT body FROM brand WHERE workspace = $1

-- name: put_brand
INSERT INTO brand (workspace, body) VALUES ($1, $2) ON CONFLICT (workspace) DO UPDATE SET body = excluded.body
