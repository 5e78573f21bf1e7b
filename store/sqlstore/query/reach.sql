-- name: keep
INSERT INTO reach_decision (workspace, id, asked, place, customer, key, message, occasion, class, way, verdict, hash, at, by_user, outcome, body)
SELECT $1, r.value->>'id', r.value->>'asked', CAST(r.value->>'place' AS BIGINT),
    CAST(r.value->>'customer' AS BIGINT), CAST(r.value->>'key' AS BIGINT), r.value->>'message', r.value->>'occasion', r.value->>'class', r.value->>'way', r.value->>'verdict', r.value->>'hash', CAST(r.value->>'at' AS BIGINT),
    r.value->>'by', '', r.value->>'body'
FROM {rows $2} AS r WHERE TRUE

-- name: contacts_of_keys
SELECT id, asked, key, hash, way, class, message, occasion, at FROM reach_decision
WHERE workspace = $1 AND key IN {ints $2} AND verdict = 'now' AND outcome NOT IN ('failed', 'laid') AND (at > $5 OR message = $3 AND occasion = $4)

-- name: contacts_of_addresses
SELECT id, asked, key, hash, way, class, message, occasion, at FROM reach_decision
WHERE workspace = $1 AND hash IN {texts $2} AND verdict = 'now' AND outcome NOT IN ('failed', 'laid') AND (at > $5 OR message = $3 AND occasion = $4)

-- name: wrote
SELECT key, channel, at FROM reach_wrote WHERE workspace = $1 AND key IN {ints $2}

-- name: put_wrote
INSERT INTO reach_wrote (workspace, key, channel, at)
SELECT $1, CAST(r.value->>'key' AS BIGINT), r.value->>'channel', CAST(r.value->>'at' AS BIGINT) FROM {rows $2} AS r WHERE TRUE
ON CONFLICT (workspace, key, channel) DO UPDATE SET at = excluded.at WHERE reach_wrote.at < excluded.at

-- name: kept
SELECT id, asked, customer, key, message, occasion, class, at, by_user, outcome, body FROM reach_decision
WHERE workspace = $1 AND asked = $2 AND asked <> '' ORDER BY place

-- name: of_keys
-- The plus keeps SQLite from walking all decisions by their time.
SELECT id, asked, customer, key, message, occasion, class, at, by_user, outcome, body FROM reach_decision
WHERE workspace = $1 AND key IN {ints $2} AND ($3 = '' OR message = $3) AND (at < $4 OR at = $4 AND id < $5)
ORDER BY +at DESC, id DESC LIMIT $6

-- name: of_message
SELECT id, asked, customer, key, message, occasion, class, at, by_user, outcome, body FROM reach_decision
WHERE workspace = $1 AND message = $2 AND at <= $3 AND (at < $3 OR id < $4) ORDER BY at DESC, id DESC LIMIT $5

-- name: of_all
SELECT id, asked, customer, key, message, occasion, class, at, by_user, outcome, body FROM reach_decision
WHERE workspace = $1 AND at <= $2 AND (at < $2 OR id < $3) ORDER BY at DESC, id DESC LIMIT $4

-- name: set_outcome
UPDATE reach_decision SET outcome = $3 WHERE workspace = $1 AND id = $2 AND verdict = 'now' AND outcome <> 'failed'

-- name: erase
-- What was decided is counted on, and nobody's.
UPDATE reach_decision SET key = 0, customer = 0, hash = '', asked = '', occasion = '' WHERE workspace = $1 AND key IN {ints $2}

-- name: erase_wrote
DELETE FROM reach_wrote WHERE workspace = $1 AND key IN {ints $2}

-- name: works_again
-- Who marked something as spam has refused, whatever works.
DELETE FROM reach_bad WHERE workspace = $1 AND hash IN {texts $2} AND why = 'bounced'

-- name: bad
SELECT hash, why FROM reach_bad WHERE workspace = $1 AND hash IN {texts $2}
