-- name: list
SELECT day, channel, source, medium, campaign, amount FROM (
    SELECT cost.*, ROW_NUMBER() OVER (PARTITION BY day, channel, source, medium, campaign ORDER BY taken DESC, import) AS place FROM cost
    WHERE workspace = $1 AND day >= $2 AND day < $3
) AS c WHERE place = 1
ORDER BY day, channel, source, medium, campaign

-- name: lock
SELECT pg_advisory_xact_lock(hashtext($1)) --postgres
SELECT length($1) --sqlite

-- name: turn
SELECT COALESCE(MAX(taken), 0) + 1 FROM cost WHERE workspace = $1

-- name: set
INSERT INTO cost (workspace, day, channel, source, medium, campaign, amount, import, taken) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (workspace, day, channel, source, medium, campaign, import) DO UPDATE SET amount = excluded.amount, taken = excluded.taken

-- name: of_import
SELECT day, channel, source, medium, campaign, amount, before FROM (
    SELECT cost.*, ROW_NUMBER() OVER turns AS place, LEAD(amount) OVER turns AS before FROM cost
    WHERE workspace = $1 WINDOW turns AS (PARTITION BY day, channel, source, medium, campaign ORDER BY taken DESC, import)
) AS c WHERE place = 1 AND import = $2
ORDER BY day, channel, source, medium, campaign

-- name: sizes
SELECT import, COUNT(*) FROM (
    SELECT cost.import, ROW_NUMBER() OVER (PARTITION BY day, channel, source, medium, campaign ORDER BY taken DESC, import) AS place FROM cost
    WHERE workspace = $1
) AS c WHERE place = 1 AND import <> '' GROUP BY import

-- name: delete
DELETE FROM cost WHERE workspace = $1 AND day >= $2 AND day < $3

-- name: delete_import
DELETE FROM cost WHERE workspace = $1 AND import = $2
