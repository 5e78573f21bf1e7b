-- name: by_key
SELECT workspace, id, name, kind, write_key, enabled, require_consent, tells, search_params, orders_from, created_at,
    (SELECT w.archived_at <> 0 FROM workspace w WHERE w.id = source.workspace)
FROM source WHERE write_key IN ($1, $2) AND write_key <> ''

-- name: list
SELECT workspace, id, name, kind, write_key, enabled, require_consent, tells, search_params, orders_from, created_at,
    (SELECT w.archived_at <> 0 FROM workspace w WHERE w.id = source.workspace)
FROM source WHERE workspace = $1 ORDER BY created_at, id

-- name: get
SELECT workspace, id, name, kind, write_key, enabled, require_consent, tells, search_params, orders_from, created_at,
    (SELECT w.archived_at <> 0 FROM workspace w WHERE w.id = source.workspace)
FROM source WHERE workspace = $1 AND id = $2

-- name: insert
INSERT INTO source (workspace, id, name, kind, write_key, enabled, require_consent, created_at, tells, search_params, orders_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: update
UPDATE source SET name = $3, kind = $4, write_key = $5, enabled = $6, require_consent = $7, tells = $8, search_params = $9,
    orders_from = $10
WHERE workspace = $1 AND id = $2

-- name: delete
DELETE FROM source WHERE workspace = $1 AND id = $2

-- name: orders_no_more_from
UPDATE source SET orders_from = '' WHERE workspace = $1 AND orders_from = $2
