-- name: list
SELECT id, name, columns, mapping, saved_at FROM saved_mapping WHERE workspace = $1 ORDER BY saved_at DESC, id

-- name: save
INSERT INTO saved_mapping (workspace, id, name, columns, mapping, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace, name) DO UPDATE SET columns = excluded.columns, mapping = excluded.mapping, saved_at = excluded.saved_at

-- name: delete
DELETE FROM saved_mapping WHERE workspace = $1 AND id = $2
