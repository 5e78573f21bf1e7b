-- name: all
SELECT d.id, d.name, d.sight, count(m.user_id)
FROM department d LEFT JOIN member m ON m.workspace = d.workspace AND m.department = d.id
WHERE d.workspace = $1 GROUP BY d.id, d.name, d.sight ORDER BY d.name, d.id

-- name: put
INSERT INTO department (workspace, id, name, sight) VALUES ($1, $2, $3, $4)
ON CONFLICT (workspace, id) DO UPDATE SET name = excluded.name, sight = excluded.sight

-- name: move
UPDATE member SET department = $3 WHERE workspace = $1 AND department = $2

-- name: delete
DELETE FROM department WHERE workspace = $1 AND id = $2
