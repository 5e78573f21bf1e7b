-- name: last_seq
SELECT seq FROM audit WHERE workspace = $1 ORDER BY seq DESC LIMIT 1

-- name: last_hash
SELECT hash FROM audit WHERE workspace = $1 ORDER BY seq DESC LIMIT 1

-- name: insert
INSERT INTO audit (workspace, seq, at, user_id, api_key, name, address, action, object, before, after, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: entries
SELECT workspace, seq, at, user_id, api_key, name, address, action, object, before, after, hash FROM audit
WHERE workspace = $1 AND seq < $2 AND ($3 = '' OR action = $3) AND ($4 = '' OR user_id = $4) AND at >= $5 AND at < $6
ORDER BY seq DESC LIMIT $7

-- name: every
SELECT workspace, seq, at, user_id, api_key, name, address, action, object, before, after, hash FROM audit ORDER BY workspace, seq

-- name: lock
SELECT pg_advisory_xact_lock(hashtext($1)) --postgres
SELECT length($1) --sqlite

-- name: cuts
SELECT workspace, seq, hash FROM audit_cut

-- name: has_cuts
SELECT count(*) FROM sqlite_master WHERE name = 'audit_cut' --sqlite
SELECT count(to_regclass('audit_cut')) --postgres
