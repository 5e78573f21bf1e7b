-- name: archive
UPDATE workspace SET archived_at = $2 WHERE id = $1

-- name: put_handover
INSERT INTO handover (workspace, from_user, to_user, after_role, expires_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (workspace) DO UPDATE SET from_user = excluded.from_user, to_user = excluded.to_user, after_role = excluded.after_role,
    expires_at = excluded.expires_at

-- name: handover
SELECT workspace, from_user, to_user, after_role, expires_at FROM handover WHERE workspace = $1

-- name: delete_handover
DELETE FROM handover WHERE workspace = $1

-- name: end_handover
DELETE FROM handover WHERE workspace = $1 AND (to_user = $2 OR from_user = $2)

-- name: take_handover
DELETE FROM handover WHERE workspace = $1 AND from_user = $2 AND to_user = $3
