-- name: put_request
INSERT INTO data_request (workspace, id, at, done_at, key, body) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace, id) DO UPDATE SET done_at = excluded.done_at, key = excluded.key, body = excluded.body

-- name: requests
SELECT workspace, key, body FROM data_request WHERE workspace = $1 ORDER BY at DESC, id DESC

-- name: open
SELECT workspace, key, body FROM data_request WHERE done_at = 0

-- name: every
SELECT w.name, w.time_zone, d.body, r.body FROM data_request r JOIN workspace w ON w.id = r.workspace
LEFT JOIN privacy_document d ON d.workspace = r.workspace AND d.kind = $1
WHERE r.done_at = 0 ORDER BY w.name

-- name: request
SELECT workspace, key, body FROM data_request WHERE workspace = $1 AND id = $2

-- name: put_document
INSERT INTO privacy_document (workspace, kind, body, at, by_user) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (workspace, kind) DO UPDATE SET body = excluded.body, at = excluded.at, by_user = excluded.by_user

-- name: document
SELECT body, at FROM privacy_document WHERE workspace = $1 AND kind = $2
