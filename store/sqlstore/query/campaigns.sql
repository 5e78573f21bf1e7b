-- name: list
SELECT body FROM campaign WHERE workspace = $1 ORDER BY at DESC, id DESC

-- name: get
SELECT body FROM campaign WHERE workspace = $1 AND id = $2

-- name: insert
INSERT INTO campaign (workspace, id, body, at) VALUES ($1, $2, $3, $4)

-- name: update
UPDATE campaign SET body = $3 WHERE workspace = $1 AND id = $2
    AND NOT EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = $2)

-- name: delete
DELETE FROM campaign WHERE workspace = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = $2)
