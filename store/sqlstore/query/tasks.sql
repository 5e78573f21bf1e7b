-- name: add
-- Of a mailing that was paused or stopped meanwhile nothing is put on the list, nor what was to go to somebody who was erased.
INSERT INTO task (workspace, id, kind, class, title, script, key, mailing, assignee, department, due_at, expires_at, state, rule, taken_by,
    taken_until, tries, decision, hash, outcome, note, result, done_by, created_at, created_by, changed_at, version)
SELECT $1, $2, $3, $4, $5, $6, CAST($7 AS BIGINT), $8, $9, $10, CAST($11 AS BIGINT), CAST($12 AS BIGINT), 'open', $13, '', 0, 0, $14, '',
    '', '', '', '', CAST($15 AS BIGINT), $16, CAST($15 AS BIGINT), 0
WHERE ($8 = '' OR EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = $8 AND m.state = 'running'
    FOR SHARE --postgres
)) AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.workspace = $1 AND o.id = $2 AND o.customer = 0)
ON CONFLICT DO NOTHING

-- name: task
SELECT workspace, id, kind, class, title, script, key, mailing, assignee, department, due_at, expires_at, state, rule, taken_by, taken_until,
    tries, decision, hash, outcome, note, result, done_by, created_at, created_by, changed_at, version
FROM task WHERE workspace = $1 AND id = $2

-- name: todo
-- What is to be done by whom: $2 who, $3 their department, $4 those of everybody; $5 only what they have in hand or were given, until $6.
-- What a pause holds back is not shown, nor what somebody else has in hand, but to who sees everybody's.
SELECT workspace, id, kind, class, title, script, key, mailing, assignee, department, due_at, expires_at, state, rule, taken_by, taken_until,
    tries, decision, hash, outcome, note, result, done_by, created_at, created_by, changed_at, version
FROM task AS t WHERE workspace = $1 AND state IN ('open', 'taken') AND (due_at, id) > (CAST($7 AS BIGINT), $8) AND due_at <= $6
    AND ($9 = '' OR mailing = $9) AND ($12 = '' OR kind = $12) AND (state = 'open' OR taken_by = $2 OR taken_until <= $11 OR $4)
    AND (state = 'taken' AND taken_by = $2 OR assignee = $2 OR NOT $5 AND ($4 OR assignee = '' AND department IN ('', $3)))
    AND (mailing = '' OR state = 'taken' OR EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = t.mailing AND m.state IN ('running', 'done')))
ORDER BY due_at, id LIMIT $10

-- name: over
SELECT workspace, id, kind, class, title, script, key, mailing, assignee, department, due_at, expires_at, state, rule, taken_by, taken_until,
    tries, decision, hash, outcome, note, result, done_by, created_at, created_by, changed_at, version
FROM task WHERE workspace = $1 AND state NOT IN ('open', 'taken') AND (changed_at < CAST($5 AS BIGINT) OR changed_at = CAST($5 AS BIGINT) AND id < $6)
    AND ($7 = '' OR mailing = $7) AND ($4 OR done_by = $2 OR assignee = $2 OR assignee = '' AND department IN ('', $3))
ORDER BY changed_at DESC, id DESC LIMIT $8

-- name: of_keys
SELECT workspace, id, kind, class, title, script, key, mailing, assignee, department, due_at, expires_at, state, rule, taken_by, taken_until,
    tries, decision, hash, outcome, note, result, done_by, created_at, created_by, changed_at, version
FROM task WHERE workspace = $1 AND key IN {ints $2} ORDER BY created_at DESC, id

-- name: late
SELECT workspace, id, kind, class, title, script, key, mailing, assignee, department, due_at, expires_at, state, rule, taken_by, taken_until,
    tries, decision, hash, outcome, note, result, done_by, created_at, created_by, changed_at, version
FROM task WHERE state IN ('open', 'taken') AND expires_at <= $1 AND (state = 'open' OR taken_until <= $1) ORDER BY expires_at, id LIMIT $2

-- name: change
-- Nothing of a mailing that is paused is taken.
UPDATE task SET due_at = $4, expires_at = $5, state = $6, rule = $7, taken_by = $8, taken_until = $9, tries = $10, decision = $11, hash = $12,
    outcome = $13, note = CASE WHEN key = 0 THEN '' ELSE $14 END, result = $15, done_by = $16, changed_at = $17, version = version + 1
WHERE workspace = $1 AND id = $2 AND version = $3 AND ($6 <> 'taken' OR mailing = '' OR EXISTS (
    SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = task.mailing AND m.state IN ('running', 'done')))

-- name: bad
-- Nobody of theirs is at the number that the decision was for.
INSERT INTO reach_bad (workspace, hash, why, at) SELECT workspace, hash, 'bounced', CAST($3 AS BIGINT) FROM reach_decision
WHERE workspace = $1 AND id = $2 AND hash <> ''
ON CONFLICT DO NOTHING

-- name: counts
-- Of each state and each of: in hand or given, due long ago.
SELECT CASE WHEN state = 'taken' AND taken_by = $2 OR assignee = $2 THEN 1 ELSE 0 END, CASE WHEN due_at <= $5 THEN 1 ELSE 0 END, count(*)
FROM task AS t WHERE workspace = $1 AND state IN ('open', 'taken')
    AND (state = 'taken' AND taken_by = $2 OR assignee = $2 OR $4 OR assignee = '' AND department IN ('', $3))
    AND (mailing = '' OR state = 'taken' OR EXISTS (SELECT 1 FROM mailing AS m WHERE m.workspace = $1 AND m.id = t.mailing AND m.state IN ('running', 'done')))
GROUP BY 1, 2

-- name: today
SELECT count(*) FROM task WHERE workspace = $1 AND state NOT IN ('open', 'taken') AND changed_at > $5 AND state = 'done'
    AND ($4 OR done_by = $2 OR assignee = $2 OR assignee = '' AND department IN ('', $3))

-- name: tallies
SELECT state, outcome, CASE WHEN tries > 0 THEN 1 ELSE 0 END, count(*) FROM task WHERE workspace = $1 AND mailing = $2
GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3

-- name: take_back
-- What nobody took yet goes back to the mailing.
DELETE FROM task WHERE workspace = $1 AND mailing = $2 AND state = 'open' AND tries = 0 RETURNING id || '/' || decision

-- name: stop
UPDATE task SET state = 'dropped', rule = 'stopped', changed_at = $3, version = version + 1
WHERE workspace = $1 AND mailing = $2 AND (state = 'open' OR state = 'taken' AND taken_until <= $3)

-- name: unlisted
UPDATE outbox SET state = $3, changed_at = $4 WHERE workspace = $1 AND id = $2 AND state IN ('sending', 'sent')

-- name: listed_after_all
-- A call left behind in the middle stands on the list or does not: that is known.
UPDATE outbox SET state = 'sent', problem = '', changed_at = $2 WHERE state IN ('ready', 'sending') AND state = 'sending' AND way = 'call' AND changed_at < $1
    AND EXISTS (SELECT 1 FROM task AS t WHERE t.workspace = outbox.workspace AND t.id = outbox.id)

-- name: never_listed
-- What would wait again of a mailing that was stopped ends.
UPDATE outbox SET state = CASE WHEN EXISTS (
        SELECT 1 FROM mailing AS m WHERE m.workspace = outbox.workspace AND m.id = outbox.mailing AND m.state = 'stopped') THEN 'stopped' ELSE 'waiting' END, changed_at = $2 WHERE state IN ('ready', 'sending') AND state = 'sending' AND way = 'call' AND changed_at < $1
RETURNING workspace || '/' || decision

-- name: erase
UPDATE task SET key = 0, title = '', script = '', note = '', decision = '', hash = '', taken_by = '', version = version + 1,
    state = CASE WHEN state IN ('open', 'taken') THEN 'dropped' ELSE state END WHERE workspace = $1 AND id IN (
    SELECT id FROM task WHERE workspace = $1 AND key IN {ints $2})
