-- name: list
SELECT body, revision FROM campaign WHERE workspace = $1 ORDER BY at DESC, id DESC

-- name: get
SELECT body, revision FROM campaign WHERE workspace = $1 AND id = $2

-- name: insert
INSERT INTO campaign (workspace, id, body, at, revision) VALUES ($1, $2, $3, $4, 1)

-- name: update
UPDATE campaign SET body = $3, revision = revision + 1 WHERE workspace = $1 AND id = $2 AND revision = $4
    AND NOT EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = $2)

-- name: begin
-- It changes the row, so that who is changing the draft at the same time does not find it as it was.
UPDATE campaign SET revision = revision + 1 WHERE workspace = $1 AND id = $2 AND revision = $3

-- name: delete
DELETE FROM campaign WHERE workspace = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = $2)
