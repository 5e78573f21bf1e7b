-- name: cursor
SELECT seq, received_at FROM feed_cursor WHERE workspace = $1 AND reader = $2

-- name: begin
INSERT INTO feed_cursor (workspace, reader, seq, received_at, moved_at) VALUES ($1, $2, $3, $4, $5)

-- name: move
UPDATE feed_cursor SET seq = $4, received_at = $5, moved_at = $6
WHERE workspace = $1 AND reader = $2 AND seq = $3
