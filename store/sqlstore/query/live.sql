-- name: list
SELECT segment, since, by_user, tag, basis FROM live_segment WHERE workspace = $1 ORDER BY segment

-- name: workspaces
SELECT workspace FROM live_segment UNION SELECT workspace FROM live_move WHERE NOT told ORDER BY 1

-- name: start
INSERT INTO live_segment (workspace, segment, since, by_user, tag, basis) VALUES ($1, $2, $3, $4, $5, '')

-- name: set_tag
UPDATE live_segment SET tag = $3 WHERE workspace = $1 AND segment = $2

-- name: untag
UPDATE live_segment SET tag = '' WHERE workspace = $1 AND tag <> '' AND tag = $2

-- name: tags
SELECT DISTINCT tag FROM live_segment WHERE workspace = $1 AND tag <> ''

-- name: stop
DELETE FROM live_segment WHERE workspace = $1 AND segment = $2

-- name: release
UPDATE tagged SET segment = '' WHERE workspace = $1 AND segment = $2 AND segment <> ''

-- name: parts
SELECT part, keys FROM live_part WHERE workspace = $1 AND segment = $2 ORDER BY part

-- name: touch
UPDATE live_segment SET basis = $4 WHERE workspace = $1 AND segment = $2 AND since = $3

-- name: drop_parts
DELETE FROM live_part WHERE workspace = $1 AND segment = $2

-- name: put_part
INSERT INTO live_part (workspace, segment, part, keys) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace, segment, part) DO UPDATE SET keys = excluded.keys

-- name: moved
INSERT INTO live_move (workspace, seq, segment, key, entered, at, told)
SELECT $1, CAST(r.value->>'seq' AS BIGINT), $2, CAST(r.value->>'key' AS BIGINT), CAST(r.value->>'entered' AS BIGINT) = 1,
    CAST(r.value->>'at' AS BIGINT), FALSE
FROM {rows $3} AS r

-- name: untold
SELECT seq, segment, key, entered, at FROM live_move WHERE workspace = $1 AND NOT told ORDER BY seq LIMIT $2

-- name: told
UPDATE live_move SET told = TRUE WHERE workspace = $1 AND NOT told AND seq <= $2

-- name: counts
SELECT m.segment, sum(CASE WHEN m.entered THEN 1 ELSE 0 END), sum(CASE WHEN m.entered THEN 0 ELSE 1 END)
FROM live_segment l JOIN live_move m ON m.workspace = l.workspace AND m.segment = l.segment AND m.at >= l.since AND m.at >= $2
WHERE l.workspace = $1 GROUP BY m.segment ORDER BY m.segment

-- name: moves
SELECT seq, segment, key, entered, at FROM live_move WHERE workspace = $1 AND segment = $2 ORDER BY at DESC, seq DESC LIMIT $3

-- name: forget
DELETE FROM live_move WHERE told AND at < $1

-- name: erase
DELETE FROM live_move WHERE workspace = $1 AND key IN {ints $2}
