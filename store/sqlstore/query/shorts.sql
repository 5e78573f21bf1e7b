-- name: keep
-- Who was erased as their message was written leaves no link behind.
INSERT INTO short_link (code, workspace, mailing, item, owner, leads, personal, counted, until)
SELECT r.value->>'code', r.value->>'workspace', r.value->>'mailing', r.value->>'item', r.value->>'owner', r.value->>'leads',
    CAST(r.value->>'personal' AS BIGINT), CAST(r.value->>'counted' AS BIGINT), CAST(r.value->>'until' AS BIGINT)
FROM {rows $1} AS r WHERE r.value->>'owner' = '' OR EXISTS (SELECT 1 FROM outbox AS o
    WHERE o.workspace = r.value->>'workspace' AND o.id = r.value->>'owner' AND o.customer <> 0
    FOR SHARE --postgres
)
ON CONFLICT DO NOTHING

-- name: get
SELECT code, workspace, mailing, item, owner, leads, personal = 1, counted = 1, until FROM short_link WHERE code = $1 AND until > $2

-- name: drop
DELETE FROM short_link WHERE until <= $1

-- name: erase
DELETE FROM short_link WHERE workspace = $1 AND owner <> '' AND owner IN (
    SELECT id FROM outbox WHERE workspace = $1 AND key IN {ints $2} UNION SELECT id FROM outbox WHERE workspace = $1 AND customer IN {ints $2})
