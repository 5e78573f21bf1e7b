-- name: lay
-- What is over is forgotten; of a message that nobody gets any more nothing is kept.
INSERT INTO web_message (workspace, item, mailing, key, content, laid_at, expires_at, given_at, shown_at, closed_at)
SELECT workspace, id, mailing, key, $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT), 0, 0, 0 FROM outbox
WHERE workspace = $1 AND id = $2 AND customer <> 0
ON CONFLICT DO NOTHING

-- name: forget
DELETE FROM web_message WHERE workspace = $1 AND expires_at < $2

-- name: laid_after_all
-- A message left behind in the middle lies ready or does not: that is known.
UPDATE outbox SET state = 'sent', problem = '', changed_at = $2 WHERE state IN ('ready', 'sending') AND state = 'sending' AND way = 'web' AND changed_at < $1
    AND EXISTS (SELECT 1 FROM web_message AS w WHERE w.workspace = outbox.workspace AND w.item = outbox.id)
RETURNING workspace || '/' || decision

-- name: never_laid
-- Of who was erased meanwhile nothing lies there any more, and nothing is laid again.
UPDATE outbox SET state = 'waiting', changed_at = $2
WHERE state IN ('ready', 'sending') AND state = 'sending' AND way = 'web' AND customer <> 0 AND changed_at < $1
RETURNING workspace || '/' || decision

-- name: open
SELECT w.workspace, w.item, w.mailing, w.key, w.content, w.laid_at, w.expires_at, w.given_at, m.message, m.started_by
FROM web_message AS w JOIN mailing AS m ON m.workspace = w.workspace AND m.id = w.mailing
WHERE w.workspace = $1 AND w.key IN {ints $2} AND w.closed_at = 0 AND w.expires_at > $3 AND m.state NOT IN ('paused', 'stopped')
ORDER BY w.laid_at, w.item LIMIT $4

-- name: give
-- It is of whose decision it is from now on: so it is found again beside that.
UPDATE web_message SET given_at = $3, key = $4 WHERE workspace = $1 AND item = $2 AND given_at = 0 AND closed_at = 0 AND expires_at > $3
    AND EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = web_message.mailing AND m.state NOT IN ('paused', 'stopped'))

-- name: whose
SELECT key FROM web_message WHERE workspace = $1 AND item = $2 AND key IN {ints $3} AND given_at > 0

-- name: shown
UPDATE web_message SET shown_at = $4 WHERE workspace = $1 AND item = $2 AND key IN {ints $3} AND given_at > 0 AND shown_at = 0

-- name: closed
UPDATE web_message SET closed_at = $4 WHERE workspace = $1 AND item = $2 AND key IN {ints $3} AND given_at > 0 AND closed_at = 0

-- name: saw
INSERT INTO web_seen (workspace, source, at) SELECT workspace, id, CAST($3 AS BIGINT) FROM source WHERE workspace = $1 AND id = $2
ON CONFLICT (workspace, source) DO UPDATE SET at = excluded.at

-- name: seen
SELECT source, at FROM web_seen WHERE workspace = $1 ORDER BY source

-- name: erase
DELETE FROM web_message WHERE workspace = $1 AND item IN (
    SELECT id FROM outbox WHERE workspace = $1 AND key IN {ints $2} UNION SELECT id FROM outbox WHERE workspace = $1 AND customer IN {ints $2})
