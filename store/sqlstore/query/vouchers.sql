-- name: list
SELECT p.id, p.name, p.ends, p.at, count(c.folded), count(CASE WHEN c.item IS NULL AND c.used_at = 0 THEN 1 END), count(c.item),
    count(CASE WHEN c.used_at > 0 THEN 1 END)
FROM voucher_pool AS p LEFT JOIN voucher_code AS c ON c.workspace = p.workspace AND c.pool = p.id
WHERE p.workspace = $1 AND ($2 = '' OR p.id = $2) GROUP BY p.id, p.name, p.ends, p.at ORDER BY p.at DESC, p.id DESC

-- name: insert
INSERT INTO voucher_pool (workspace, id, name, ends, at) VALUES ($1, $2, $3, $4, $5)

-- name: update
UPDATE voucher_pool SET name = $3, ends = $4 WHERE workspace = $1 AND id = $2

-- name: delete
DELETE FROM voucher_pool WHERE workspace = $1 AND id = $2 AND NOT EXISTS (
    SELECT 1 FROM voucher_code AS c WHERE c.workspace = $1 AND c.pool = $2 AND c.item IS NOT NULL)

-- name: add
INSERT INTO voucher_code (workspace, folded, pool, place, code, mailing, given_at, used_at)
SELECT $1, r.value->>'folded', $2, CAST(r.value->>'place' AS BIGINT), r.value->>'code', '', 0, 0 FROM {rows $3} AS r WHERE true
ON CONFLICT DO NOTHING RETURNING folded

-- name: of
SELECT item, code FROM voucher_code WHERE workspace = $1 AND item IN {texts $2}

-- name: free
SELECT folded FROM voucher_code WHERE workspace = $1 AND pool = $2 AND item IS NULL AND used_at = 0 ORDER BY place LIMIT $3
FOR UPDATE SKIP LOCKED --postgres

-- name: give
UPDATE voucher_code SET item = $3, mailing = $4, given_at = $5 WHERE workspace = $1 AND folded = $2 AND item IS NULL RETURNING code

-- name: uses
SELECT count(*), count(CASE WHEN used_at >= given_at THEN 1 END) FROM voucher_code
WHERE workspace = $1 AND mailing = $2 AND item IS NOT NULL

-- name: unused
SELECT folded FROM voucher_code WHERE workspace = $1 AND folded IN {texts $2} AND used_at = 0

-- name: use
UPDATE voucher_code SET used_at = $3 WHERE workspace = $1 AND folded = $2 AND used_at = 0 AND ($4 OR item IS NOT NULL)
