-- name: list
SELECT name, body FROM segment WHERE workspace = $1 ORDER BY name, id

-- name: get
SELECT name, body FROM segment WHERE workspace = $1 AND id = $2

-- name: insert
INSERT INTO segment (workspace, id, name, body) VALUES ($1, $2, $3, $4)

-- name: update
UPDATE segment SET name = $3, body = $4 WHERE workspace = $1 AND id = $2

-- name: delete
DELETE FROM segment WHERE workspace = $1 AND id = $2
