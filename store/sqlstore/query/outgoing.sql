-- name: list
SELECT workspace, id, name, url, secret, old_secret, old_until, chosen, sight, state, created_at, created_by, fails, failing_since,
    next_at, last_ok, sent, gave_up, dropped,
    (SELECT count(*) FROM delivery AS m WHERE m.workspace = d.workspace AND m.destination = d.id AND m.state = 'waiting')
FROM destination AS d WHERE workspace = $1 OR $1 = '' ORDER BY created_at, id

-- name: get
SELECT workspace, id, name, url, secret, old_secret, old_until, chosen, sight, state, created_at, created_by, fails, failing_since,
    next_at, last_ok, sent, gave_up, dropped,
    (SELECT count(*) FROM delivery AS m WHERE m.workspace = d.workspace AND m.destination = d.id AND m.state = 'waiting')
FROM destination AS d WHERE workspace = $1 AND id = $2

-- name: insert
INSERT INTO destination (workspace, id, name, url, secret, old_secret, old_until, chosen, sight, state, created_at, created_by,
    fails, failing_since, next_at, last_ok, sent, gave_up, dropped, leased_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, 0, 0, 0, 0, 0, 0)

-- name: update
UPDATE destination SET name = $3, url = $4, chosen = $5, sight = $6 WHERE workspace = $1 AND id = $2

-- name: rotate
UPDATE destination SET old_secret = secret, old_until = $4, secret = $3 WHERE workspace = $1 AND id = $2

-- name: replace_secret
UPDATE destination SET secret = CASE WHEN secret = $3 THEN $4 ELSE secret END,
    old_secret = CASE WHEN old_secret = $3 THEN $4 ELSE old_secret END
WHERE workspace = $1 AND id = $2 AND (secret = $3 OR old_secret = $3)

-- name: forget_old_secrets
UPDATE destination SET old_secret = '' WHERE old_secret <> '' AND old_until <= $1

-- name: set_state
UPDATE destination SET state = $4, fails = 0, failing_since = 0, next_at = 0
WHERE workspace = $1 AND id = $2 AND state IN {texts $3}

-- name: due_now
-- After a standstill what waits is tried at once, and given up no sooner than if it were new.
UPDATE delivery SET due_at = 0, first_at = 0, tries = 0 WHERE workspace = $1 AND destination = $2 AND state = 'waiting' AND tries > 0

-- name: delete
DELETE FROM destination WHERE workspace = $1 AND id = $2

-- name: delete_queue
DELETE FROM delivery WHERE workspace = $1 AND destination = $2

-- name: ready
SELECT d.workspace, d.id FROM destination AS d
WHERE d.state = 'on' AND d.next_at <= $1 AND d.leased_until <= $1 AND EXISTS (SELECT 1 FROM delivery AS m
    WHERE m.workspace = d.workspace AND m.destination = d.id AND m.state = 'waiting' AND m.due_at <= $1)

-- name: lease
UPDATE destination SET leased_until = $4 WHERE workspace = $1 AND id = $2 AND state = 'on' AND next_at <= $3

-- name: release
UPDATE destination SET leased_until = 0 WHERE (workspace = $1 OR $1 = '') AND (id = $2 OR $2 = '') AND leased_until > 0

-- name: next
SELECT id, seq, name, body, key_ids, at, state, tries, due_at, first_at, last_at, status, answer, took_ms, problem FROM delivery
WHERE workspace = $1 AND destination = $2 AND state = 'waiting' AND due_at <= $3 ORDER BY seq LIMIT 1

-- name: note_delivery
-- Somebody may have sent it by hand meanwhile.
UPDATE delivery SET state = CASE WHEN state = 'sent' THEN state ELSE $4 END, tries = $5, due_at = $6, first_at = $7, last_at = $8,
    status = $9, answer = $10, took_ms = $11, problem = $12
WHERE workspace = $1 AND destination = $2 AND id = $3

-- name: note_destination
UPDATE destination SET state = CASE WHEN state = 'on' THEN $3 ELSE state END, fails = $4, failing_since = $5, next_at = $6, last_ok = $7,
    sent = sent + $8, gave_up = gave_up + $9
WHERE workspace = $1 AND id = $2

-- name: again
UPDATE delivery SET due_at = 0 WHERE workspace = $1 AND destination = $2 AND state = 'waiting' AND last_at >= $3 AND due_at > 0

-- name: enqueue
INSERT INTO delivery (workspace, destination, id, seq, name, body, key_ids, at, state, tries, due_at, first_at, last_at, status, answer,
    took_ms, problem)
SELECT $1, r.value->>'destination', r.value->>'id', CAST(r.value->>'seq' AS BIGINT), r.value->>'name', r.value->>'body',
    r.value->>'keys', CAST(r.value->>'at' AS BIGINT), 'waiting', 0, 0, 0, 0, 0, '', 0, ''
FROM {rows $2} AS r WHERE EXISTS (SELECT 1 FROM destination AS d WHERE d.workspace = $1 AND d.id = r.value->>'destination'
    FOR KEY SHARE --postgres
)
ON CONFLICT DO NOTHING

-- name: keep
INSERT INTO delivery (workspace, destination, id, seq, name, body, key_ids, at, state, tries, due_at, first_at, last_at, status, answer,
    took_ms, problem)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17 FROM destination WHERE workspace = $1 AND id = $2
FOR KEY SHARE --postgres
ON CONFLICT DO NOTHING

-- name: resent
-- What was sent meanwhile stays sent, and what was erased gone.
UPDATE delivery SET state = CASE WHEN $4 = 'sent' THEN 'sent' ELSE state END, tries = tries + 1,
    first_at = CASE WHEN first_at = 0 THEN $5 ELSE first_at END, last_at = $5, status = $6, answer = $7, took_ms = $8, problem = $9
WHERE workspace = $1 AND destination = $2 AND id = $3

-- name: delivery
SELECT id, seq, name, body, key_ids, at, state, tries, due_at, first_at, last_at, status, answer, took_ms, problem FROM delivery
WHERE workspace = $1 AND destination = $2 AND id = $3

-- name: tried
SELECT id, seq, name, body, key_ids, at, state, tries, due_at, first_at, last_at, status, answer, took_ms, problem FROM delivery
WHERE workspace = $1 AND destination = $2 AND last_at > 0 ORDER BY last_at DESC, seq DESC LIMIT $3

-- name: untried
SELECT id, seq, name, body, key_ids, at, state, tries, due_at, first_at, last_at, status, answer, took_ms, problem FROM delivery
WHERE workspace = $1 AND destination = $2 AND state = 'waiting' AND last_at = 0 ORDER BY seq LIMIT $3

-- name: trim_past
DELETE FROM delivery WHERE workspace = $1 AND destination = $2 AND last_at > 0 AND state <> 'waiting' AND last_at < (
    SELECT min(last_at) FROM (SELECT last_at FROM delivery WHERE workspace = $1 AND destination = $2 AND last_at > 0
        AND state <> 'waiting' ORDER BY last_at DESC LIMIT $3) AS latest)

-- name: drop_old
DELETE FROM delivery WHERE workspace = $1 AND destination = $2 AND state = 'waiting' AND at < $3

-- name: drop_most
DELETE FROM delivery WHERE workspace = $1 AND destination = $2 AND state = 'waiting' AND seq < (
    SELECT min(seq) FROM (SELECT seq FROM delivery WHERE workspace = $1 AND destination = $2 AND state = 'waiting'
        ORDER BY seq DESC LIMIT $3) AS newest)

-- name: count_dropped
UPDATE destination SET dropped = dropped + $3 WHERE workspace = $1 AND id = $2

-- name: told
SELECT destination, id, key_ids, body || ' ' || answer FROM delivery WHERE workspace = $1

-- name: erase
DELETE FROM delivery WHERE workspace = $1 AND destination = $2 AND id = $3
