-- name: list
SELECT path, together, by_user, at FROM page_rule WHERE workspace = $1 ORDER BY path

-- name: set
INSERT INTO page_rule (workspace, path, together, by_user, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (workspace, path) DO UPDATE SET together = excluded.together, by_user = excluded.by_user, at = excluded.at

-- name: drop
DELETE FROM page_rule WHERE workspace = $1 AND path = $2
