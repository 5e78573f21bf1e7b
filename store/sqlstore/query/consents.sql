-- name: add
INSERT INTO consent (workspace, id, key, purpose, channel, state, at, text_hash, ip, device, collector, source, message_id, by_user,
    note, claimed)
SELECT $1, r.value->>'id', CAST(r.value->>'key' AS BIGINT), r.value->>'purpose', r.value->>'channel', r.value->>'state',
    CAST(r.value->>'at' AS BIGINT), r.value->>'text_hash', r.value->>'ip', r.value->>'device', r.value->>'collector', r.value->>'source',
    r.value->>'message_id', r.value->>'by', r.value->>'note', CAST(r.value->>'claimed' AS BOOLEAN)
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT DO NOTHING

-- name: said
SELECT id, key, purpose, channel, state, at, text_hash, ip, device, collector, source, message_id, by_user, note, claimed
FROM consent WHERE workspace = $1 AND key IN {ints $2} ORDER BY at DESC, id DESC

-- name: keep_text
INSERT INTO consent_text (workspace, hash, text, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: text
SELECT text FROM consent_text WHERE workspace = $1 AND hash = $2

-- name: clear_list
DELETE FROM consent_list WHERE workspace = $1 AND list = $2

-- name: put_list
INSERT INTO consent_list (workspace, list, hash, at)
SELECT $1, $2, r.value->>'hash', $4 FROM {rows $3} AS r WHERE TRUE
ON CONFLICT DO NOTHING

-- name: lists
SELECT list, count(*), max(at) FROM consent_list WHERE workspace = $1 GROUP BY list ORDER BY list

-- name: listed
SELECT DISTINCT list FROM consent_list WHERE workspace = $1 AND hash IN {texts $2}

-- name: erase
-- What was agreed to is counted on, and nobody's.
UPDATE consent SET key = 0, ip = '', device = '', message_id = '', note = '' WHERE workspace = $1 AND key IN {ints $2}

-- name: also_on_list
INSERT INTO consent_list (workspace, list, hash, at)
SELECT $1, $2, r.value->>'hash', $4 FROM {rows $3} AS r WHERE TRUE
ON CONFLICT DO NOTHING

-- name: who_listed
SELECT list, hash FROM consent_list WHERE workspace = $1 AND hash IN {texts $2}
