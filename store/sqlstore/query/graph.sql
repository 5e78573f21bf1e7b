-- name: nodes_by_key
SELECT id, kind, value, customer, shared, confirmed, created_at FROM node
WHERE workspace = $1 AND kind = $2 AND value IN {texts $3}

-- name: nodes_by_id
SELECT id, kind, value, customer, shared, confirmed, created_at FROM node
WHERE workspace = $1 AND id IN {ints $2}

-- name: nodes_by_customer
SELECT id, kind, value, customer, shared, confirmed, created_at FROM node
WHERE workspace = $1 AND customer IN {ints $2}

-- name: max_key
SELECT max(n) FROM (
    SELECT coalesce(max(id), 0) AS n FROM node WHERE workspace = $1
    UNION ALL SELECT n FROM number WHERE workspace = $1 AND series = 'key'
) AS numbers

-- name: assignments
SELECT id, customer FROM node WHERE workspace = $1 AND customer <> id

-- name: edges
SELECT id, a, b, source, message_id, at, merge, made_by, undone_at, undone_by FROM edge
WHERE workspace = $1 AND a IN {ints $2}
UNION
SELECT id, a, b, source, message_id, at, merge, made_by, undone_at, undone_by FROM edge
WHERE workspace = $1 AND b IN {ints $2}
ORDER BY 1

-- name: edge
SELECT id, a, b, source, message_id, at, merge, made_by, undone_at, undone_by FROM edge
WHERE workspace = $1 AND id = $2

-- name: traits
SELECT key, at, traits FROM statement WHERE workspace = $1 AND key IN {ints $2} AND traits <> ''

-- name: suggestions_via
SELECT id, a, b, via, reason, source, message_id, at, merge, decided_at, decided_by, decision
FROM suggestion WHERE workspace = $1 AND via IN {ints $2}
UNION
SELECT id, a, b, via, reason, source, message_id, at, merge, decided_at, decided_by, decision
FROM suggestion WHERE workspace = $1 AND a IN {ints $2}
ORDER BY 1

-- name: suggestions
SELECT id, a, b, via, reason, source, message_id, at, merge, decided_at, decided_by, decision
FROM suggestion WHERE workspace = $1 AND decision = '' ORDER BY id DESC LIMIT $2

-- name: suggestion
SELECT id, a, b, via, reason, source, message_id, at, merge, decided_at, decided_by, decision
FROM suggestion WHERE workspace = $1 AND id = $2

-- name: search
-- An empty word is in every text.
SELECT at, customer FROM found
WHERE workspace = $1 AND (at, customer) < ($2, $3)
  AND instr(search, $4) > 0 AND instr(search, $5) > 0 AND instr(search, $6) > 0 AND instr(search, $7) > 0 --sqlite
  AND instr(search, $8) > 0 AND instr(search, $9) > 0 AND instr(search, $10) > 0 AND instr(search, $11) > 0 --sqlite
  AND strpos(search, $4) > 0 AND strpos(search, $5) > 0 AND strpos(search, $6) > 0 AND strpos(search, $7) > 0 --postgres
  AND strpos(search, $8) > 0 AND strpos(search, $9) > 0 AND strpos(search, $10) > 0 AND strpos(search, $11) > 0 --postgres
ORDER BY at DESC, customer DESC LIMIT $12

-- name: insert_nodes
INSERT INTO node (workspace, id, kind, value, customer, shared, confirmed, created_at)
SELECT $1, CAST(r.value->>'id' AS BIGINT), r.value->>'kind', r.value->>'value',
    CAST(r.value->>'customer' AS BIGINT), CAST(r.value->>'shared' AS BOOLEAN), CAST(r.value->>'confirmed' AS BOOLEAN),
    CAST(r.value->>'at' AS BIGINT)
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT DO NOTHING

-- name: insert_edges
-- Undoing an edge and joining its keys again is a new edge, of another time.
INSERT INTO edge (workspace, id, a, b, source, message_id, at, merge, made_by, undone_at, undone_by)
SELECT $1, CAST(r.value->>'id' AS BIGINT), CAST(r.value->>'a' AS BIGINT), CAST(r.value->>'b' AS BIGINT),
    r.value->>'source', r.value->>'message_id', CAST(r.value->>'at' AS BIGINT), CAST(r.value->>'merge' AS BOOLEAN),
    r.value->>'by', 0, ''
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT DO NOTHING

-- name: undo_edges
UPDATE edge SET undone_at = CAST(r.value->>'at' AS BIGINT), undone_by = r.value->>'by'
FROM {rows $2} AS r
WHERE edge.workspace = $1 AND edge.id = CAST(r.value->>'id' AS BIGINT)

-- name: customers_of
SELECT DISTINCT customer FROM node WHERE workspace = $1 AND id IN {ints $2}

-- name: move_nodes
UPDATE node SET customer = CAST(r.value->>'to' AS BIGINT)
FROM {rows $2} AS r
WHERE node.workspace = $1 AND node.id = CAST(r.value->>'id' AS BIGINT)

-- name: share_nodes
UPDATE node SET shared = TRUE WHERE workspace = $1 AND id IN {ints $2}

-- name: confirm_nodes
UPDATE node SET confirmed = TRUE WHERE workspace = $1 AND id IN {ints $2}

-- name: put_traits
INSERT INTO statement (workspace, key, at, traits, search)
SELECT $1, CAST(r.value->>'id' AS BIGINT), CAST(r.value->>'at' AS BIGINT), r.value->>'traits', ''
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT (workspace, key) DO UPDATE SET at = excluded.at, traits = excluded.traits

-- name: put_statements
INSERT INTO statement (workspace, key, at, traits, search)
SELECT $1, CAST(r.value->>'id' AS BIGINT), CAST(r.value->>'at' AS BIGINT), r.value->>'traits', coalesce(r.value->>'text', '')
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT (workspace, key) DO UPDATE SET at = excluded.at, traits = excluded.traits, search = excluded.search

-- name: put_search
INSERT INTO statement (workspace, key, at, traits, search)
SELECT $1, CAST(r.value->>'id' AS BIGINT), 0, '', r.value->>'text'
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT (workspace, key) DO UPDATE SET search = excluded.search

-- name: forget_found
DELETE FROM found WHERE workspace = $1 AND customer IN {ints $2}

-- name: put_found
INSERT INTO found (workspace, at, customer, search)
SELECT n.workspace, max(s.at), n.customer, string_agg(s.search, ' ')
FROM node n JOIN statement s ON s.workspace = n.workspace AND s.key = n.id
WHERE n.workspace = $1 AND n.customer IN {ints $2}
GROUP BY n.workspace, n.customer

-- name: date_found
UPDATE found SET at = spoke.at
FROM (SELECT n.customer, max(CAST(r.value->>'at' AS BIGINT)) AS at
    FROM {rows $2} AS r JOIN node n ON n.workspace = $1 AND n.id = CAST(r.value->>'id' AS BIGINT)
    GROUP BY n.customer) AS spoke
WHERE found.workspace = $1 AND found.customer = spoke.customer AND found.at < spoke.at

-- name: insert_found
-- Of customers that are new.
INSERT INTO found (workspace, at, customer, search)
SELECT $1, CAST(r.value->>'at' AS BIGINT), CAST(r.value->>'customer' AS BIGINT), r.value->>'text'
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT DO NOTHING

-- name: measure
-- PostgreSQL takes a workspace it has not measured for a small one and walks it
-- from end to end; its own measuring comes a minute late in a large import.
ANALYZE node, edge, statement, found, suggestion --postgres
SELECT 1 --sqlite

-- name: insert_suggestions
INSERT INTO suggestion (workspace, id, a, b, via, reason, source, message_id, at, merge, decided_at, decided_by, decision)
SELECT $1, CAST(r.value->>'id' AS BIGINT), CAST(r.value->>'a' AS BIGINT), CAST(r.value->>'b' AS BIGINT),
    CAST(r.value->>'via' AS BIGINT), r.value->>'reason', r.value->>'source', r.value->>'message_id',
    CAST(r.value->>'at' AS BIGINT), CAST(r.value->>'merge' AS BOOLEAN), 0, '', ''
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT DO NOTHING

-- name: decide_suggestions
UPDATE suggestion SET decided_at = CAST(r.value->>'at' AS BIGINT), decided_by = r.value->>'by',
    decision = r.value->>'decision'
FROM {rows $2} AS r
WHERE suggestion.workspace = $1 AND suggestion.id = CAST(r.value->>'id' AS BIGINT)

-- name: forget_edges
DELETE FROM edge WHERE workspace = $1 AND id IN {ints $2}

-- name: forget_suggestions
DELETE FROM suggestion WHERE workspace = $1 AND id IN {ints $2}

-- name: forget_suggestions_of
DELETE FROM suggestion WHERE workspace = $1 AND id IN (
    SELECT id FROM suggestion WHERE workspace = $1 AND a IN {ints $2}
    UNION SELECT id FROM suggestion WHERE workspace = $1 AND b IN {ints $2}
    UNION SELECT id FROM suggestion WHERE workspace = $1 AND via IN {ints $2}
)

-- name: doubt_nodes
UPDATE node SET shared = FALSE, confirmed = FALSE WHERE workspace = $1 AND id IN {ints $2}

-- name: keep_number
INSERT INTO number (workspace, series, n) SELECT $1, 'key', (SELECT coalesce(max(id), 0) FROM node WHERE workspace = $1) WHERE TRUE
ON CONFLICT (workspace, series) DO UPDATE SET n = CASE WHEN excluded.n > number.n THEN excluded.n ELSE number.n END

-- name: forget_statements
DELETE FROM statement WHERE workspace = $1 AND key IN {ints $2}

-- name: forget_nodes
DELETE FROM node WHERE workspace = $1 AND id IN {ints $2}

-- name: every_key
SELECT id, kind, value, customer, shared, confirmed, created_at FROM node
WHERE workspace = $1 AND id > $2 ORDER BY id LIMIT $3

-- name: every_trait
SELECT key, at, traits FROM statement WHERE workspace = $1 AND traits <> '' AND key > $2 ORDER BY key LIMIT $3
