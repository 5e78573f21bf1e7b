-- name: list
SELECT day, until, system, kind, value, measure, number FROM (
    SELECT counted.*, ROW_NUMBER() OVER (PARTITION BY day, until, system, kind, measure, value ORDER BY taken DESC, import) AS place
    FROM counted WHERE workspace = $1 AND day >= $2 AND until <= $3
) AS c WHERE place = 1
ORDER BY day, until, system, kind, measure, value

-- name: lock
SELECT pg_advisory_xact_lock(hashtext($1)) --postgres
SELECT length($1) --sqlite

-- name: turn
SELECT COALESCE(MAX(taken), 0) + 1 FROM counted WHERE workspace = $1

-- name: set
INSERT INTO counted (workspace, day, until, system, kind, value, measure, number, import, taken)
SELECT $1, CAST(r.value->>'day' AS BIGINT), CAST(r.value->>'until' AS BIGINT), r.value->>'system', r.value->>'kind', r.value->>'value',
    r.value->>'measure', CAST(r.value->>'number' AS BIGINT), r.value->>'import', CAST(r.value->>'taken' AS BIGINT)
FROM {rows $2} AS r WHERE TRUE
ON CONFLICT (workspace, day, until, system, kind, measure, value, import) DO UPDATE SET number = excluded.number, taken = excluded.taken

-- name: of_import
SELECT day, until, system, kind, value, measure, number, before FROM (
    SELECT counted.*, ROW_NUMBER() OVER turns AS place, LEAD(number) OVER turns AS before FROM counted
    WHERE workspace = $1 WINDOW turns AS (PARTITION BY day, until, system, kind, measure, value ORDER BY taken DESC, import)
) AS c WHERE place = 1 AND import = $2
ORDER BY day, until, system, kind, measure, value

-- name: sizes
SELECT import, COUNT(*) FROM (
    SELECT import, ROW_NUMBER() OVER (PARTITION BY day, until, system, kind, measure, value ORDER BY taken DESC, import) AS place
    FROM counted WHERE workspace = $1
) AS c WHERE place = 1 GROUP BY import

-- name: delete_import
DELETE FROM counted WHERE workspace = $1 AND import = $2
