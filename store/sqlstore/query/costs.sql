-- name: list
SELECT day, channel, source, medium, campaign, amount FROM cost
WHERE workspace = $1 AND day >= $2 AND day < $3
ORDER BY day, channel, source, medium, campaign

-- name: set
INSERT INTO cost (workspace, day, channel, source, medium, campaign, amount) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (workspace, day, channel, source, medium, campaign) DO UPDATE SET amount = excluded.amount

-- name: delete
DELETE FROM cost WHERE workspace = $1 AND day >= $2 AND day < $3
