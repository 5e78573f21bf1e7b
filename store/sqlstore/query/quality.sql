-- name: state
SELECT body FROM data_quality WHERE workspace = $1

-- name: put
INSERT INTO data_quality (workspace, body) VALUES ($1, $2)
ON CONFLICT (workspace) DO UPDATE SET body = excluded.body

-- name: every
SELECT w.name, q.body FROM data_quality q JOIN workspace w ON w.id = q.workspace ORDER BY w.name
