-- name: insert
INSERT INTO passkey (id, user_id, site, name, public_key, transports, backup_eligible, sign_count, created_at, last_used)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: of_user
SELECT id, user_id, site, name, public_key, transports, backup_eligible, sign_count, created_at, last_used
FROM passkey WHERE user_id = $1 ORDER BY created_at, id

-- name: one
SELECT id, user_id, site, name, public_key, transports, backup_eligible, sign_count, created_at, last_used
FROM passkey WHERE id = $1

-- name: use
UPDATE passkey SET sign_count = $3, last_used = $4
WHERE user_id = $1 AND id = $2 AND (sign_count < $3 OR sign_count = 0 AND $3 = 0)

-- name: rename
UPDATE passkey SET name = $3 WHERE user_id = $1 AND id = $2

-- name: delete
DELETE FROM passkey WHERE user_id = $1 AND id = $2
