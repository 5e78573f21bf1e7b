-- name: list
SELECT kind, name, shown FROM shown_name WHERE workspace = $1 ORDER BY kind, name

-- name: set
INSERT INTO shown_name (workspace, kind, name, shown) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace, kind, name) DO UPDATE SET shown = excluded.shown

-- name: drop
DELETE FROM shown_name WHERE workspace = $1 AND kind = $2 AND name = $3
