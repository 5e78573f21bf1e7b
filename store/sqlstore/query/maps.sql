-- name: list
SELECT v.body FROM journey_map m
JOIN journey_map_version v ON v.workspace = m.workspace AND v.map = m.id AND v.version = m.version
WHERE m.workspace = $1 ORDER BY m.created_at, m.id

-- name: get
SELECT v.body FROM journey_map m
JOIN journey_map_version v ON v.workspace = m.workspace AND v.map = m.id AND v.version = m.version
WHERE m.workspace = $1 AND m.id = $2

-- name: insert
INSERT INTO journey_map (workspace, id, version, created_at) VALUES ($1, $2, 1, $3)

-- name: advance
UPDATE journey_map SET version = $3 WHERE workspace = $1 AND id = $2 AND version = $3 - 1

-- name: insert_version
INSERT INTO journey_map_version (workspace, map, version, body) VALUES ($1, $2, $3, $4)

-- name: delete
DELETE FROM journey_map WHERE workspace = $1 AND id = $2

-- name: versions
SELECT body FROM journey_map_version WHERE workspace = $1 AND map = $2 ORDER BY version DESC

-- name: version
SELECT body FROM journey_map_version WHERE workspace = $1 AND map = $2 AND version = $3
