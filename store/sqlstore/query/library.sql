-- name: list
SELECT id, body, at FROM saved_message WHERE workspace = $1 ORDER BY at DESC, id DESC

-- name: insert
INSERT INTO saved_message (workspace, id, body, at) VALUES ($1, $2, $3, $4)

-- name: update
UPDATE saved_message SET body = $3, at = $4 WHERE workspace = $1 AND id = $2

-- name: delete
DELETE FROM saved_message WHERE workspace = $1 AND id = $2
