-- name: take
INSERT INTO number (workspace, series, n) VALUES ($1, $2, $3)
ON CONFLICT (workspace, series) DO UPDATE SET n = number.n + excluded.n
RETURNING n
