-- name: setup
SELECT setup FROM staff_setup WHERE workspace = $1

-- name: put_setup
INSERT INTO staff_setup (workspace, setup) VALUES ($1, $2)
ON CONFLICT (workspace) DO UPDATE SET setup = excluded.setup

-- name: add_undone
INSERT INTO staff_undone (workspace, message_id, at, by_user, why) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (workspace, message_id) DO NOTHING

-- name: undone
SELECT message_id FROM staff_undone WHERE workspace = $1 AND message_id IN {texts $2}

-- name: add_sent
INSERT INTO staff_sent (workspace, message_id, at) VALUES ($1, $2, $3) ON CONFLICT (workspace, message_id) DO NOTHING

-- name: sent
SELECT message_id FROM staff_sent WHERE workspace = $1 AND message_id = $2

-- name: forget_sent
DELETE FROM staff_sent WHERE workspace = $1 AND message_id = $2

-- name: forget_sent_before
DELETE FROM staff_sent WHERE workspace = $1 AND at < $2
