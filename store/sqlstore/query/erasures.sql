-- name: put
INSERT INTO erasure (workspace, id, at, done_at, body, person) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace, id) DO UPDATE SET done_at = excluded.done_at, body = excluded.body, person = excluded.person

-- name: list
SELECT workspace, body, person FROM erasure WHERE workspace = $1 OR $1 = '' ORDER BY at DESC, id DESC

-- name: refusals
-- What follows lists texts by what names their row, and changes them.
SELECT source, CAST(slot AS TEXT), detail || ' ' || message_id || ' ' || name || ' ' || sample FROM refusal WHERE workspace = $1

-- name: empty_refusals
UPDATE refusal SET detail = '', message_id = '', name = '', sample = ''
WHERE workspace = $1 AND source = $2 AND slot = CAST($3 AS BIGINT)

-- name: rejects
SELECT import, CAST(line AS TEXT), detail || ' ' || message_id || ' ' || name || ' ' || sample FROM import_reject WHERE workspace = $1

-- name: empty_rejects
DELETE FROM import_reject WHERE workspace = $1 AND import = $2 AND line = CAST($3 AS BIGINT)

-- name: calls
SELECT source, id, body || ' ' || detail FROM hook_call WHERE workspace = $1

-- name: empty_calls
DELETE FROM hook_call WHERE workspace = $1 AND source = $2 AND id = $3

-- name: segments
SELECT id, '', body FROM segment WHERE workspace = $1

-- name: put_segments
UPDATE segment SET body = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: segment_names
SELECT id, '', name FROM segment WHERE workspace = $1

-- name: put_segment_names
UPDATE segment SET name = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: views
SELECT id, '', search FROM view WHERE workspace = $1

-- name: put_views
UPDATE view SET search = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: view_names
SELECT id, '', name FROM view WHERE workspace = $1

-- name: put_view_names
UPDATE view SET name = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: maps
SELECT map, CAST(version AS TEXT), body FROM journey_map_version WHERE workspace = $1

-- name: put_maps
UPDATE journey_map_version SET body = $4 WHERE workspace = $1 AND map = $2 AND version = CAST($3 AS BIGINT)

-- name: files
SELECT id, '', file_name FROM import WHERE workspace = $1

-- name: put_files
UPDATE import SET file_name = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: errors
SELECT id, '', error FROM import WHERE workspace = $1

-- name: put_errors
UPDATE import SET error = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: vacuum
VACUUM node, edge, suggestion, statement, found, refusal, import_reject, erasure, delivery, task, web_message, short_link, outbox, --postgres
    outbox_return, tag, tagged, live_segment, live_move --postgres
SELECT 1 --sqlite

-- name: codes
SELECT id, '', body FROM qr_code WHERE workspace = $1

-- name: put_codes
UPDATE qr_code SET body = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: forms
SELECT id, '', body FROM form WHERE workspace = $1

-- name: put_forms
UPDATE form SET body = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: exclusions
SELECT id, '', exclusions FROM workspace WHERE id = $1

-- name: put_exclusions
UPDATE workspace SET exclusions = $4 WHERE id = $1 AND id = $2 AND $3 = ''

-- name: quality
SELECT workspace, '', body FROM data_quality WHERE workspace = $1

-- name: put_quality
UPDATE data_quality SET body = $4 WHERE workspace = $1 AND workspace = $2 AND $3 = ''

-- name: counts
SELECT DISTINCT kind, value, value FROM counted WHERE workspace = $1 AND value <> ''

-- name: put_counts
UPDATE counted SET value = $4 WHERE workspace = $1 AND kind = $2 AND value = $3

-- name: vouchers
SELECT id, '', name FROM voucher_pool WHERE workspace = $1

-- name: put_vouchers
UPDATE voucher_pool SET name = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: messages
SELECT id, '', body FROM saved_message WHERE workspace = $1

-- name: put_messages
UPDATE saved_message SET body = $4 WHERE workspace = $1 AND id = $2 AND $3 = ''

-- name: tasks
-- Of the others: what is said in a task of the person's own goes whole.
SELECT id, 'title', title FROM task WHERE workspace = $1 AND title <> ''
UNION ALL SELECT id, 'script', script FROM task WHERE workspace = $1 AND script <> ''
UNION ALL SELECT id, 'note', note FROM task WHERE workspace = $1 AND note <> ''

-- name: put_tasks
-- Who has read it as it was puts nothing of it back.
UPDATE task SET title = CASE WHEN $3 = 'title' THEN $4 ELSE title END, script = CASE WHEN $3 = 'script' THEN $4 ELSE script END,
    note = CASE WHEN $3 = 'note' THEN $4 ELSE note END, version = version + 1
WHERE workspace = $1 AND id = $2
