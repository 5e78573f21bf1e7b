-- name: create_mailing
INSERT INTO mailing (workspace, id, state, why, message, content, start_at, started_at, started_by, ended_at)
VALUES ($1, $2, $3, '', $4, $5, $6, $7, $8, 0)

-- name: mailing
SELECT workspace, id, state, why, message, content, start_at, started_at, started_by, ended_at, resumed_at FROM mailing WHERE workspace = $1 AND id = $2

-- name: unfilled
SELECT workspace, id, state, why, message, content, start_at, started_at, started_by, ended_at, resumed_at FROM mailing AS m
WHERE state = 'filling' AND start_at <= $1 AND EXISTS (SELECT 1 FROM workspace AS w WHERE w.id = m.workspace AND w.archived_at = 0)
ORDER BY started_at, workspace, id

-- name: due
-- A business that is archived sends nothing.
SELECT workspace, id, state, why, message, content, start_at, started_at, started_by, ended_at, resumed_at FROM mailing AS m
WHERE state = 'running' AND start_at <= $1 AND EXISTS (SELECT 1 FROM outbox AS o
    WHERE o.workspace = m.workspace AND o.mailing = m.id AND o.state = 'waiting' AND o.due_at <= $1)
    AND EXISTS (SELECT 1 FROM workspace AS w WHERE w.id = m.workspace AND w.archived_at = 0)
ORDER BY started_at, workspace, id

-- name: fill
-- What was stopped meanwhile is filled no further.
INSERT INTO outbox (workspace, id, mailing, occasion, person, customer, key, state, way, due_at, tries, first_try, decision, rule, problem,
    words, changed_at, ref)
SELECT $1, r.value->>'id', r.value->>'mailing', '', r.value->>'customer', CAST(r.value->>'customer' AS BIGINT), 0, 'waiting', '',
    CAST(r.value->>'due' AS BIGINT), 0, 0, '', '', '', '', CAST(r.value->>'changed' AS BIGINT), ''
FROM {rows $2} AS r WHERE EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = r.value->>'mailing' AND m.state = 'filling'
    FOR SHARE --postgres
)
ON CONFLICT DO NOTHING

-- name: set_mailing
UPDATE mailing SET state = $4, why = $5, ended_at = CASE WHEN $4 IN ('done', 'stopped') THEN CAST($6 AS BIGINT) ELSE 0 END,
    resumed_at = CASE WHEN $4 = 'running' AND state = 'paused' THEN CAST($6 AS BIGINT) ELSE resumed_at END
WHERE workspace = $1 AND id = $2 AND state IN {texts $3}

-- name: ready_waits
UPDATE outbox SET state = 'waiting', changed_at = $3 WHERE workspace = $1 AND mailing = $2 AND state = 'ready' RETURNING decision

-- name: cancel
UPDATE outbox SET state = 'stopped', changed_at = $3 WHERE workspace = $1 AND mailing = $2 AND state = 'waiting'

-- name: take
SELECT workspace, id, mailing, customer, key, state, way, due_at, tries, first_try, decision, rule, problem, words, changed_at, followed, let_at
FROM outbox AS o WHERE workspace = $1 AND mailing = $2 AND state = 'waiting' AND due_at <= $3 AND EXISTS (
    SELECT 1 FROM mailing AS m JOIN workspace AS w ON w.id = m.workspace
    WHERE m.workspace = $1 AND m.id = $2 AND m.state = 'running' AND w.archived_at = 0)
ORDER BY due_at, id LIMIT $4

-- name: decided
-- One by one: neither database looks up a list of rows to change as long as it does not know how many there are.
UPDATE outbox SET key = $3, state = $4, way = $5, due_at = $6, decision = $7, rule = $8, changed_at = $9, let_at = $10
WHERE workspace = $1 AND id = $2 AND state = 'waiting' AND EXISTS (
    SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = outbox.mailing AND m.state = 'running')

-- name: step
-- A step is of the decision it was made for; what was erased has none any more, and keeps no words. What
-- would wait again of a mailing that was stopped ends.
UPDATE outbox SET state = CASE WHEN $4 = 'waiting' AND EXISTS (
        SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = outbox.mailing AND m.state = 'stopped') THEN 'stopped' ELSE $4 END,
    due_at = $5, tries = $6, first_try = $7, rule = CASE WHEN $4 = 'waiting' THEN rule ELSE $8 END, problem = $9,
    words = CASE WHEN customer = 0 THEN '' ELSE $10 END, changed_at = $11, ref = CASE WHEN $13 = '' OR customer = 0 THEN ref ELSE $13 END,
    followed = CASE WHEN $14 THEN 1 ELSE followed END
WHERE workspace = $1 AND id = $2 AND state = $3 AND decision IN ($12, '') AND ($4 <> 'sending' OR EXISTS (
    SELECT 1 FROM mailing AS m JOIN workspace AS w ON w.id = m.workspace
    WHERE m.workspace = $1 AND m.id = outbox.mailing AND m.state = 'running' AND w.archived_at = 0))

-- name: outcome
UPDATE reach_decision SET outcome = $3 WHERE workspace = $1 AND id = $2 AND outcome <> 'failed'

-- name: reachable
DELETE FROM reach_bad WHERE workspace = $1 AND hash = $2

-- name: put_bad
INSERT INTO reach_bad (workspace, hash, why, at) SELECT $1, $2, 'bounced', CAST($4 AS BIGINT) FROM outbox
WHERE workspace = $1 AND id = $3 AND customer <> 0
ON CONFLICT DO NOTHING

-- name: reopen_of
UPDATE mailing SET state = 'running', ended_at = 0 WHERE workspace = $1 AND state = 'done'
    AND id = (SELECT mailing FROM outbox AS o WHERE o.workspace = $1 AND o.id = $2)

-- name: left_behind_waits
UPDATE outbox SET state = 'waiting', changed_at = $2 WHERE state IN ('ready', 'sending') AND state = 'ready' AND changed_at < $1
RETURNING workspace || '/' || decision

-- name: left_behind_unknown
UPDATE outbox SET state = 'unknown', problem = 'ended', changed_at = $2
WHERE state IN ('ready', 'sending') AND state = 'sending' AND changed_at < $1

-- name: latest
-- What waits with a problem, and for no rule, was put off.
SELECT state FROM outbox WHERE workspace = $1 AND mailing = $2 AND changed_at >= $3
    AND (state IN ('sent', 'failed') OR state = 'waiting' AND tries > 0 AND problem <> '' AND rule = '')
ORDER BY changed_at DESC, id LIMIT $4

-- name: hurt
SELECT 'sent', count(*) FROM outbox WHERE workspace = $1 AND mailing = $2 AND state = 'sent' AND changed_at >= $3
UNION ALL SELECT r.kind, count(*) FROM outbox_return AS r JOIN outbox AS o ON o.workspace = r.workspace AND o.id = r.item
WHERE r.workspace = $1 AND r.mailing = $2 AND r.kind IN ('bounced', 'complained') AND o.changed_at >= $3 GROUP BY r.kind

-- name: finished
-- What lies ready on the website can still be stopped, so it is not over.
SELECT id FROM mailing AS m WHERE state = 'running' AND start_at <= $1 AND NOT EXISTS (SELECT 1 FROM outbox AS o
    WHERE o.workspace = m.workspace AND o.mailing = m.id AND o.state IN ('waiting', 'ready', 'sending'))
    AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.workspace = m.workspace AND t.mailing = m.id AND t.state IN ('open', 'taken'))
    AND NOT EXISTS (SELECT 1 FROM web_message AS w
    WHERE w.workspace = m.workspace AND w.mailing = m.id AND w.closed_at = 0 AND w.expires_at > $1) LIMIT 1

-- name: finish
UPDATE mailing SET state = 'done', ended_at = $1 WHERE state = 'running' AND start_at <= $1 AND NOT EXISTS (SELECT 1 FROM outbox AS o
    WHERE o.workspace = mailing.workspace AND o.mailing = mailing.id AND o.state IN ('waiting', 'ready', 'sending'))
    AND NOT EXISTS (SELECT 1 FROM web_message AS w
        WHERE w.workspace = mailing.workspace AND w.mailing = mailing.id AND w.closed_at = 0 AND w.expires_at > $1)
    AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.workspace = mailing.workspace AND t.mailing = mailing.id AND t.state IN ('open', 'taken'))

-- name: tallies
SELECT state, CASE WHEN state IN ('waiting', 'held') THEN rule ELSE '' END, CASE WHEN state = 'failed' THEN problem ELSE '' END, count(*)
FROM outbox WHERE workspace = $1 AND mailing = $2 GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3

-- name: items
SELECT workspace, id, mailing, customer, key, state, way, due_at, tries, first_try, decision, rule, problem, words, changed_at, followed, let_at
FROM outbox WHERE workspace = $1 AND mailing = $2 AND ($3 = '' OR state = $3) AND ($4 = '' OR rule = $4 OR problem = $4) AND id > $5
ORDER BY id LIMIT $6

-- name: item
SELECT workspace, id, mailing, customer, key, state, way, due_at, tries, first_try, decision, rule, problem, words, changed_at, followed, let_at
FROM outbox WHERE workspace = $1 AND mailing = $2 AND id = $3

-- name: again
-- Nobody is at an address that is known as bad: the gate would hold the message back. What failed of a mailing that was
-- stopped meanwhile stays so.
UPDATE outbox SET state = 'waiting', due_at = $3, tries = 0, first_try = 0, problem = '', words = '', changed_at = $3
WHERE workspace = $1 AND mailing = $2 AND state = 'failed' AND ($4 = '' OR problem = $4)
    AND NOT EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = $2 AND m.state = 'stopped')

-- name: again_one
UPDATE outbox SET state = 'waiting', due_at = $3, tries = 0, first_try = 0, problem = '', words = '', changed_at = $3
WHERE workspace = $1 AND id = $5 AND mailing = $2 AND state = 'failed' AND ($4 = '' OR problem = $4)
    AND NOT EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = $2 AND m.state = 'stopped')

-- name: reopen
UPDATE mailing SET state = 'running', ended_at = 0 WHERE workspace = $1 AND id = $2 AND state = 'done'

-- name: recall
UPDATE outbox SET state = 'waiting', changed_at = $3 WHERE workspace = $1 AND state = 'ready' AND id IN (
    SELECT id FROM outbox WHERE workspace = $1 AND key IN {ints $2}) RETURNING decision

-- name: mailing_of
SELECT mailing FROM outbox WHERE workspace = $1 AND id = $2

-- name: of_ref
SELECT id FROM outbox WHERE workspace = $1 AND way = $2 AND ref = $3 AND ref <> ''

-- name: of_address
-- What was decided before an instant had left by then, or was leaving. Of who is not followed an opening is not counted: it is
-- told of the same messages again and again.
SELECT o.id FROM reach_decision AS d JOIN outbox AS o ON o.workspace = d.workspace AND o.key = d.key AND o.decision = d.id
WHERE d.workspace = $1 AND d.hash = $3 AND d.hash <> '' AND d.at <= $4 AND d.verdict = 'now' AND o.way = $2 AND o.state IN ('sending', 'sent')
    AND (o.followed = 1 OR $5 <> 'opened')

-- name: keep_return
-- Of what was never on its way nothing comes back, and of who was erased nothing is kept.
INSERT INTO outbox_return (workspace, item, kind, what, mailing, at, problem, words, kept_at, settled)
SELECT workspace, id, $3, $4, mailing, CAST($5 AS BIGINT), $6, $7, CAST($8 AS BIGINT), 0
FROM outbox WHERE workspace = $1 AND id = $2 AND customer <> 0 AND state IN ('sending', 'sent', 'unknown') AND (CAST($9 AS BIGINT) = 0 OR key = $9)
    AND ($10 = '' OR way = $10 OR $10 IN ('zalo', 'zns') AND way IN ('zalo', 'zns'))
    AND (followed = 1 OR $3 NOT IN ('opened', 'clicked', 'dismissed', 'prefetched', 'scanned'))
ON CONFLICT DO NOTHING

-- name: count_unfollowed
-- Who did not agree to be followed is counted, whoever told.
INSERT INTO outbox_seen (workspace, mailing, kind, what, n)
SELECT workspace, mailing, $3, $4, 1 FROM outbox WHERE workspace = $1 AND id = $2 AND followed = 0 AND $3 IN ('opened', 'clicked')
ON CONFLICT (workspace, mailing, kind, what) DO UPDATE SET n = outbox_seen.n + 1

-- name: keep_early
INSERT INTO outbox_early (workspace, way, ref, kind, at, problem, words, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING

-- name: forget_early
DELETE FROM outbox_early WHERE kept_at < $1

-- name: early
-- What came of a message whose name at the provider is known by now.
SELECT e.workspace, e.way, e.ref, e.kind, e.at, e.problem, e.words, o.id FROM outbox_early AS e
JOIN outbox AS o ON o.workspace = e.workspace AND o.way = e.way AND o.ref = e.ref AND o.ref <> ''
ORDER BY e.kept_at LIMIT $1

-- name: early_settled
DELETE FROM outbox_early WHERE workspace = $1 AND way = $2 AND ref = $3 AND kind = $4

-- name: came_after_all
UPDATE outbox SET state = 'sent', problem = '' WHERE workspace = $1 AND id = $2 AND state = 'unknown' RETURNING decision

-- name: bad_of
INSERT INTO reach_bad (workspace, hash, why, at) SELECT d.workspace, d.hash, $3, CAST($4 AS BIGINT)
FROM outbox AS o JOIN reach_decision AS d ON d.workspace = o.workspace AND d.id = o.decision
WHERE o.workspace = $1 AND o.id = $2 AND d.hash <> ''
ON CONFLICT (workspace, hash) DO UPDATE SET why = CASE WHEN reach_bad.why = 'complained' THEN reach_bad.why ELSE excluded.why END

-- name: count_return
INSERT INTO outbox_seen (workspace, mailing, kind, what, n)
SELECT workspace, id, $3, $4, 1 FROM mailing WHERE workspace = $1 AND id = $2
ON CONFLICT (workspace, mailing, kind, what) DO UPDATE SET n = outbox_seen.n + 1

-- name: open_returns
-- All that came back of a message is looked at together.
SELECT r.workspace, r.item, r.mailing, o.way, o.customer, CASE WHEN o.state = 'sent' THEN o.changed_at ELSE 0 END, r.kind, r.what, r.at,
    CASE WHEN r.settled = 0 AND r.kept_at < $1 THEN 1 ELSE 0 END
FROM outbox_return AS r JOIN outbox AS o ON o.workspace = r.workspace AND o.id = r.item
WHERE (r.workspace, r.item) IN (
    SELECT workspace, item FROM outbox_return WHERE settled = 0 AND kept_at < $1 ORDER BY kept_at LIMIT $2)
ORDER BY r.workspace, r.item, r.at, r.kind, r.what

-- name: settle_return
UPDATE outbox_return SET settled = 1 WHERE workspace = $1 AND item = $2 AND kind = $3 AND what = $4

-- name: was_machine
INSERT INTO outbox_return (workspace, item, kind, what, mailing, at, problem, words, kept_at, settled)
SELECT workspace, item, $5, what, mailing, at, problem, words, kept_at, 1 FROM outbox_return
WHERE workspace = $1 AND item = $2 AND kind = $3 AND what = $4
ON CONFLICT DO NOTHING

-- name: no_person
DELETE FROM outbox_return WHERE workspace = $1 AND item = $2 AND kind = $3 AND what = $4

-- name: results
SELECT kind, what, count(*) FROM outbox_return
WHERE workspace = $1 AND mailing = $2 AND (settled = 1 OR kind NOT IN ('opened', 'clicked')) GROUP BY kind, what ORDER BY 3 DESC, 1, 2

-- name: clickers
SELECT count(DISTINCT item) FROM outbox_return WHERE workspace = $1 AND mailing = $2 AND kind = 'clicked' AND settled = 1

-- name: seen
SELECT kind, what, n FROM outbox_seen WHERE workspace = $1 AND mailing = $2 ORDER BY n DESC, kind, what

-- name: followed
SELECT count(*) FROM outbox WHERE workspace = $1 AND mailing = $2 AND state = 'sent' AND followed = 1

-- name: account
SELECT workspace, way, settings, secret, per_minute, fails, since, next_at, problem, words, last_ok FROM sending_account
WHERE workspace = $1 AND way = $2

-- name: put_account
-- Other settings are tried at once.
INSERT INTO sending_account (workspace, way, settings, secret, per_minute, fails, since, next_at, problem, words, last_ok, by_user, at)
VALUES ($1, $2, $3, $4, $5, 0, 0, 0, '', '', 0, $6, $7)
ON CONFLICT (workspace, way) DO UPDATE SET settings = excluded.settings, secret = excluded.secret, per_minute = excluded.per_minute,
    fails = 0, since = 0, next_at = 0, problem = '', words = '', by_user = excluded.by_user, at = excluded.at

-- name: renew_secret
UPDATE sending_account SET secret = $4 WHERE workspace = $1 AND way = $2 AND secret = $3

-- name: set_health
UPDATE sending_account SET fails = $3, since = $4, next_at = $5, problem = $6, words = $7,
    last_ok = CASE WHEN CAST($8 AS BIGINT) > 0 THEN CAST($8 AS BIGINT) ELSE last_ok END
WHERE workspace = $1 AND way = $2

-- name: delete_account
DELETE FROM sending_account WHERE workspace = $1 AND way = $2

-- name: left
SELECT count(*) FROM outbox WHERE workspace = $1 AND way = $2 AND state = 'sent' AND changed_at >= $3

-- name: erase_ready
UPDATE outbox SET state = 'stopped' WHERE workspace = $1 AND state = 'ready' AND id IN (
    SELECT id FROM outbox WHERE workspace = $1 AND key IN {ints $2} UNION SELECT id FROM outbox WHERE workspace = $1 AND customer IN {ints $2}) RETURNING decision

-- name: erase_returns
DELETE FROM outbox_return WHERE workspace = $1 AND item IN (
    SELECT id FROM outbox WHERE workspace = $1 AND key IN {ints $2} UNION SELECT id FROM outbox WHERE workspace = $1 AND customer IN {ints $2})

-- name: erase
-- What was sent is counted on, and nobody's; what waits does not go.
UPDATE outbox SET customer = 0, key = 0, person = id, words = '', decision = '', ref = '',
    state = CASE WHEN state = 'waiting' THEN 'stopped' ELSE state END
WHERE workspace = $1 AND id IN (
    SELECT id FROM outbox WHERE workspace = $1 AND key IN {ints $2} UNION SELECT id FROM outbox WHERE workspace = $1 AND customer IN {ints $2})
