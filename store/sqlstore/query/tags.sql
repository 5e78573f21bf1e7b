-- name: list
SELECT t.name, count(DISTINCT n.customer), t.at FROM tag t
LEFT JOIN tagged g ON g.workspace = t.workspace AND g.tag = t.folded
LEFT JOIN node n ON n.workspace = g.workspace AND n.id = g.key
WHERE t.workspace = $1 GROUP BY t.folded, t.name, t.at ORDER BY t.folded

-- name: name
INSERT INTO tag (workspace, folded, name, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: put
-- $4 are the kinds of keys with their rank: a key that several people share only where there is no other.
INSERT INTO tagged (workspace, key, tag, at, by_user, segment)
SELECT $1, k.id, $2, $5, $6, '' FROM (
    SELECT n.id, row_number() OVER (PARTITION BY n.customer ORDER BY n.shared, CAST(r.value->>'rank' AS BIGINT), n.id) AS place
    FROM {rows $4} AS r JOIN node n ON n.kind = r.value->>'kind'
    WHERE n.workspace = $1 AND n.customer IN {ints $3} AND n.customer NOT IN (
        SELECT m.customer FROM tagged g JOIN node m ON m.workspace = g.workspace AND m.id = g.key
        WHERE g.workspace = $1 AND g.tag = $2)
) AS k WHERE k.place = 1
ON CONFLICT DO NOTHING

-- name: put_by_segment
-- Under the key by which the segment has them, so that both go with it when customers come together and apart.
INSERT INTO tagged (workspace, key, tag, at, by_user, segment)
SELECT $1, n.id, $2, $4, '', $5 FROM node n
WHERE n.workspace = $1 AND n.id IN {ints $3} AND n.customer NOT IN (
    SELECT m.customer FROM tagged g JOIN node m ON m.workspace = g.workspace AND m.id = g.key
    WHERE g.workspace = $1 AND g.tag = $2)
ON CONFLICT DO NOTHING

-- name: having
SELECT count(DISTINCT n.customer) FROM tagged g JOIN node n ON n.workspace = g.workspace AND n.id = g.key
WHERE g.workspace = $1 AND g.tag = $2 AND n.customer IN {ints $3}

-- name: take
DELETE FROM tagged WHERE workspace = $1 AND tag = $2 AND key IN (
    SELECT id FROM node WHERE workspace = $1 AND customer IN {ints $3})

-- name: own
-- What a live segment put on is a person's own from now on.
UPDATE tagged SET segment = '', by_user = $4 WHERE workspace = $1 AND tag = $2 AND segment <> '' AND key IN (
    SELECT id FROM node WHERE workspace = $1 AND customer IN {ints $3})

-- name: untag
DELETE FROM tagged WHERE workspace = $1 AND tag = $2 AND segment = $4 AND segment <> '' AND key IN (
    SELECT id FROM node WHERE workspace = $1 AND customer IN {ints $3})

-- name: untag_segment
DELETE FROM tagged WHERE workspace = $1 AND segment = $2 AND segment <> ''

-- name: remove
DELETE FROM tag WHERE workspace = $1 AND folded = $2

-- name: of
SELECT n.customer, t.name, g.at, g.by_user, g.segment FROM node n
JOIN tagged g ON g.workspace = n.workspace AND g.key = n.id
JOIN tag t ON t.workspace = g.workspace AND t.folded = g.tag
WHERE n.workspace = $1 AND n.customer IN {ints $2} ORDER BY n.customer, g.tag, g.at, g.key

-- name: erase
DELETE FROM tagged WHERE workspace = $1 AND key IN {ints $2}
