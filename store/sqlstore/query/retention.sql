-- name: put_run
INSERT INTO retention_run (workspace, id, at, body) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace, id) DO UPDATE SET body = excluded.body

-- name: run
SELECT body FROM retention_run WHERE workspace = $1 AND id = $2
FOR UPDATE --postgres

-- name: runs
SELECT workspace, body FROM retention_run WHERE workspace = $1 ORDER BY at DESC, id DESC

-- name: calls
SELECT count(*) FROM hook_call WHERE workspace = $1 AND at < $2

-- name: remove_calls
DELETE FROM hook_call WHERE workspace = $1 AND at < $2

-- name: refusals
SELECT count(*) FROM refusal WHERE workspace = $1 AND at < $2

-- name: remove_refusals
DELETE FROM refusal WHERE workspace = $1 AND at < $2

-- name: rows
SELECT count(*) FROM import_reject WHERE workspace = $1 AND at < $2

-- name: remove_rows
DELETE FROM import_reject WHERE workspace = $1 AND at < $2

-- name: consents
-- Statements that another of the same key, purpose and channel took the place of
-- before the instant, and those of people who were erased.
SELECT count(*) FROM consent c WHERE c.workspace = $1 AND c.at < $2 AND (c.key = 0 OR EXISTS (
    SELECT 1 FROM consent n WHERE n.workspace = c.workspace AND n.key = c.key AND n.purpose = c.purpose AND n.channel = c.channel
        AND n.at > c.at AND n.at < $2))

-- name: remove_consents
DELETE FROM consent WHERE workspace = $1 AND at < $2 AND (key = 0 OR EXISTS (
    SELECT 1 FROM consent n WHERE n.workspace = consent.workspace AND n.key = consent.key AND n.purpose = consent.purpose
        AND n.channel = consent.channel AND n.at > consent.at AND n.at < $2))

-- name: agreed_since
SELECT DISTINCT key FROM consent WHERE workspace = $1 AND at >= $2 AND key > 0

-- name: audit
SELECT count(*) FROM audit WHERE workspace = $1 AND seq < (SELECT coalesce(min(seq), 0) FROM audit WHERE workspace = $1 AND at >= $2)

-- name: audit_last
-- The chain is cut before the first entry that stays, whatever its clock said.
SELECT workspace, seq, hash FROM audit WHERE workspace = $1 AND seq < (
    SELECT coalesce(min(seq), 0) FROM audit WHERE workspace = $1 AND at >= $2) ORDER BY seq DESC LIMIT 1

-- name: cut_audit
INSERT INTO audit_cut (workspace, seq, hash) VALUES ($1, $2, $3)
ON CONFLICT (workspace) DO UPDATE SET seq = excluded.seq, hash = excluded.hash

-- name: remove_audit
DELETE FROM audit WHERE workspace = $1 AND seq <= $2
