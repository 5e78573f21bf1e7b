-- name: setup
SELECT setup FROM hook WHERE workspace = $1 AND source = $2

-- name: setups
SELECT workspace, source, setup FROM hook ORDER BY workspace, source

-- name: put_setup
INSERT INTO hook (workspace, source, setup) VALUES ($1, $2, $3)
ON CONFLICT (workspace, source) DO UPDATE SET setup = excluded.setup

-- name: keep
INSERT INTO hook_call (workspace, source, id, at, type, topic, body, state, reason, detail, touches, refused_rows)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (workspace, source, id) DO UPDATE SET body = excluded.body, state = excluded.state, reason = excluded.reason,
    detail = excluded.detail, touches = excluded.touches, refused_rows = excluded.refused_rows

-- name: trim
-- Those of a wrong signature apart: anybody can send them, and they push out none
-- that waits to be read.
DELETE FROM hook_call WHERE workspace = $1 AND source = $2 AND (state = 'unsigned') = ($4 = 'unsigned') AND at < (
    SELECT min(at) FROM (SELECT at FROM hook_call WHERE workspace = $1 AND source = $2 AND (state = 'unsigned') = ($4 = 'unsigned')
        ORDER BY at DESC LIMIT $3) AS latest)

-- name: calls
SELECT id, at, type, topic, body, state, reason, detail, touches, refused_rows
FROM hook_call WHERE workspace = $1 AND source = $2 ORDER BY at DESC, id DESC LIMIT $3

-- name: forget_setup
DELETE FROM hook WHERE workspace = $1 AND source = $2

-- name: forget_calls
DELETE FROM hook_call WHERE workspace = $1 AND source = $2
